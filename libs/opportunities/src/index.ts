export { LaddersQuery, type LaddersInForce, type StoredLadders } from './ladders/ladders.query.js';
export { LaddersService, type SentLadder, type SentStandard } from './ladders/ladders.service.js';
export { OpportunitiesModule } from './opportunities.module.js';
export {
  OpportunitiesQuery,
  type Intake,
  type NextIntake,
  type OpportunityDetail,
  type OpportunityRow,
  type OpportunitySummary,
  type ProgrammeRow,
  type StoredAdvert,
  type VenueName,
} from './opportunities.query.js';
export { OpportunitiesService } from './opportunities.service.js';
export { type CourseOfRun, type OpportunityEntry, type OpportunityKind, type OpportunitySource, type VenueRecord } from './opportunity-entry.js';
export { AccreditationsQuery, type Accreditation, type AccreditationCounts } from './living-wage/accreditations.query.js';
export { AccreditationsService, type SentAccreditation } from './living-wage/accreditations.service.js';
export { FundingQuery } from './pay/funding.query.js';
export { PayQuery } from './pay/pay.query.js';
export { PublishedFiguresQuery, type RecordedFigure } from './pay/published-figures.query.js';
export { PublishedFiguresService, type SentFigure } from './pay/published-figures.service.js';
export { PlacesService } from './places/places.service.js';
export { RingFences, type NewRingFence, type RingFencesOfIntake } from './places/ring-fences.service.js';
export { ProgrammesService, type NewProgramme, type ProgrammeDetail, type ProgrammeFacts, type ProgrammeTemplate } from './programmes.service.js';
export { RulesQuery, type OpportunityRules, type ProgrammeRules, type RulesInForce, type RuleVersion, type WordedRule } from './rules.query.js';
export { readRules } from './rules.sent.js';
export { RulesService, type SentRules } from './rules.service.js';
