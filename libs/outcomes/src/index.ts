export { type HireEntry } from './hire-entry.js';
export { HiresService, type OrganisationHire, type StoredHire } from './hires.service.js';
export { OutcomesModule } from './outcomes.module.js';
export { OutcomesService } from './outcomes.service.js';
