export { MatchingModule } from './matching.module.js';
export { MATCHING_QUEUE, type MatchingJobs } from './matching.queue.js';
export { MatchingQuery, type ExplainedPair, type RankedMatch, type RankedMatches, type RunState } from './matching.query.js';
export { MatchingService, type RunRequest } from './matching.service.js';
export { shardSize } from './snapshot.service.js';
