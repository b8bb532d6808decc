export { ClaimsQuery, type Claim, type ClaimDetail } from './claims.query.js';
export { ClaimsService } from './claims.service.js';
export { CoursesService } from './courses.service.js';
export { OutcomeReminders } from './outcome-reminders.service.js';
export { type HireEntry } from './hire-entry.js';
export { HiresService, type OrganisationHire, type StoredHire } from './hires.service.js';
export { OutcomesModule } from './outcomes.module.js';
export { OutcomesService, type RecordedSpell } from './outcomes.service.js';
export { SustainmentRulesService, type DatedSustainmentRules, type RecordedSustainmentRules } from './sustainment-rules.service.js';
