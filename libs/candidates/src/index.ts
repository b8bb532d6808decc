export { CandidatesModule } from './candidates.module.js';
export { CandidatesQuery, type CandidateDetail, type CandidatePage, type CandidateRow, type CandidateSummary, type Cohort } from './candidates.query.js';
export { CandidatesService, type CandidateEntry, type ConsentPurpose, type GivenConsent, type StoredAs } from './candidates.service.js';
export { Pauses, type Pause, type PausedPerson } from './pauses.service.js';
export { EvidenceService, type EvidenceEvent, type EvidenceOfCandidate, type SeenEvidence } from './evidence.service.js';
export { DuplicatesQuery, type DuplicatePage, type DuplicatePair, type Merge, type MergePage, type RecordedCandidate } from './duplicates.query.js';
export { DuplicatesService, type FoundDuplicate, type KeptInstead } from './duplicates.service.js';
