export { addDays, ageOn, daysBetween, fromEpochDay, isPlainDate, toEpochDay, type PlainDate } from './calendar/plain-date.js';
export {
  type CandidateFacts,
  type GridPosition,
  type OpportunityFacts,
  type Pathway,
  type TravelMode,
  type WeeklySchedule,
} from './matching/facts.js';
export { applyChanges, type Change } from './matching/changes.js';
export { explainPair, type PairExplanation, type PartExplanation, type RuleExplanation } from './matching/explain.js';
export { RULE_VERSION, type RuleContext, type RuleId, type RuleOutcome } from './matching/hard-rules.js';
export {
  matchCandidates,
  mergeTopCandidates,
  type CandidateMatches,
  type MatchContext,
  type MatchResult,
  type OpportunityMatches,
  type RankedCandidate,
  type RankedOpportunity,
} from './matching/rank.js';
export { SCORE_WEIGHTS, type ScorePart } from './matching/score.js';
export { lotteryNumber } from './matching/tie-break.js';
export { whyNot, type FailingRule, type Remedy, type WhyNot } from './matching/why-not.js';
export {
  programmeMembership,
  programmeProblems,
  type Programme,
  type ProgrammeMembership,
  type ProgrammePerson,
  type ProgrammeProblem,
  type ProgrammeReason,
} from './programmes/programme-rules.js';
export {
  TARGET_GROUPS,
  targetGroupsOn,
  type TargetGroup,
  type TargetGroupFacts,
  type TargetGroupMembership,
} from './target-groups/target-groups.js';
export { decileOfRank, IMD_AREAS, quintileOfDecile, type ImdEdition } from './postcodes/deprivation.js';
export { NO_DECILE_SENTENCES, whyNoDecile, type NoDecileReason, type PostcodeFacts } from './postcodes/no-decile.js';
export { displayPostcode, readPostcode, type Postcode, type PostcodeSystem } from './postcodes/postcode.js';
export { type CountCategory, type CountNode, type CountTable, type CountTableProblem, type StatedCount } from './disclosure/count-table.js';
export { discloseCounts, type Disclosure, type PublishedCell, type PublishedRow, type PublishedTable } from './disclosure/disclose-counts.js';
export {
  publishedText,
  STANDARD_DISCLOSURE_RULE,
  type DisclosureRule,
  type PublishedCount,
  type PublishedPercentage,
} from './disclosure/published-count.js';
export { hourlyPence, type PayUnit } from './pay/hourly-pay.js';
export { readPayText, type PayText } from './pay/pay-text.js';
export {
  allowedEvents,
  LIVE_STATUSES,
  applyReferralEvent,
  REFERRAL_EVENTS,
  referralRulesTable,
  startProblem,
  type ReferralEvent,
  type ReferralStatus,
} from './referrals/referral-status.js';
export { checkOutcome, summariseOutcomes, type OutcomeEvent, type OutcomeSummary } from './outcomes/outcome-record.js';
export { hiresByDeprivation, type HiresInDecile } from './hires/hires-by-deprivation.js';
export { linkHire, type HireLink, type LinkableHire, type LinkableReferral } from './hires/link-hire.js';
export { pathwayOfTitle } from './pathways/pathway-of-title.js';
export { accessOfRoles, accessOfScopes, reachOfImport, type Access, type NodeFacts, type RoleGrant } from './access/access.js';
export { actionsTable, rolesTable } from './access/access-tables.js';
export { partiesOfCase, type CaseStanding } from './access/case-parties.js';
export { agreementProblem } from './access/agreement.js';
export { ACTIONS, IMPORTS, ROW_KINDS, type Action, type RowKind } from './access/actions.js';
export { ROLES, type Role } from './access/roles.js';
export { LEVEL_ABOVE, treeProblem, type OrganisationLevel } from './access/tree.js';
export { apiKeyText, keyCodeOf } from './sign-in/api-key-text.js';
export { normalEmail } from './sign-in/email-address.js';
export { canBeHeldAt, type RoleNode } from './sign-in/held-at.js';
export { linkExpiry, linkLifeInWords, type LinkPurpose } from './sign-in/link-life.js';
export { lockMinutes } from './sign-in/lockout.js';
export { passwordProblem, type PasswordOwner, type PasswordProblem } from './sign-in/password-rules.js';
export { openSteps, readTypedCode, recoveryCodeInGroups, TOTP_STEP_SECONDS, totpStep, type TypedCode } from './sign-in/second-factor-codes.js';
