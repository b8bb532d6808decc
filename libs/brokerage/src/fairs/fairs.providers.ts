import { CalledOffFairs } from './called-off-fairs.service.js';
import { FairApplications } from './fair-applications.service.js';
import { FairBookings } from './fair-bookings.service.js';
import { FairFigures } from './fair-figures.query.js';
import { FairOutcomes } from './fair-outcomes.service.js';
import { FairRegistrations } from './fair-registrations.service.js';
import { FairReminders } from './fair-reminders.service.js';
import { FairShortlist } from './fair-shortlist.query.js';
import { FairsQuery } from './fairs.query.js';
import { FairsService } from './fairs.service.js';

/** What a process needs to hold fairs. */
export const FAIRS = [FairsService, FairsQuery, FairRegistrations, FairBookings, FairApplications, FairOutcomes, FairShortlist, FairFigures, FairReminders, CalledOffFairs];
