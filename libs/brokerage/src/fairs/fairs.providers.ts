import { FairBookings } from './fair-bookings.service.js';
import { FairRegistrations } from './fair-registrations.service.js';
import { FairsQuery } from './fairs.query.js';
import { FairsService } from './fairs.service.js';

/** What a process needs to hold fairs. */
export const FAIRS = [FairsService, FairsQuery, FairRegistrations, FairBookings];
