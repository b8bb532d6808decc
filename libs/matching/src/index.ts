export { GradingService, type NewGradedCase, type SentGrade } from './grading.service.js';
export { MatchingModule } from './matching.module.js';
export { MATCHING_QUEUE, type MatchingJobs } from './matching.queue.js';
export { MatchingQuery, type ExplainedPair, type RankedMatch, type RankedMatches, type RunState } from './matching.query.js';
export { MatchingService, type RunRequest } from './matching.service.js';
export { QualityQuery, type CaseToGrade, type GradedCaseSummary, type OpportunityToGrade, type QualityReport, type VersionAsked } from './quality.query.js';
export { RulesTrial, type TriedPerson } from './rules-trial.service.js';
export { MatchesNowQuery, type FittingCandidate, type FittingOpportunity, type MatchesNow } from './matches-now.query.js';
