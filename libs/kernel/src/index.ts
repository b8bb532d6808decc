export { addDays, ageOn, daysBetween, fromEpochDay, isPlainDate, toEpochDay, type PlainDate } from './calendar/plain-date.js';
export { PROGRAMME_EVIDENCE, NO_EVIDENCE, type ProgrammeEvidence, type EvidenceRule } from './programmes/programme-evidence.js';
export { NO_TERMS, opportunityTermsProblems, programmeReferralProblem, programmeTermsProblems, wholeWeeks, type CourseLength, type ProgrammeTerms } from './programmes/programme-terms.js';
export { checkRulesProblems, CHECK_STANDARDS, type CheckRules, type CheckStandard } from './checks/check-rules.js';
export { broughtDocuments, CHECK_STEPS, checksOfCase, checkStepProblem, NOT_NEEDED_REASONS, type CaseCheck, type CaseForChecks, type CheckEvent, type CheckState, type ChecksOfCase, type CheckStep } from './checks/case-checks.js';
export { identityProof, MOST_DOCUMENTS, SHOWN_BY, type CheckRulesProblem, type IdentityProof, type ShownBy } from './checks/identity.js';
export { entryChecks } from './checks/entry-checks.js';
export {
  CANDIDATE_STAGES,
  PAIR_MATTERS,
  TRAVEL_MODES,
  type CandidateFacts,
  type CandidateStage,
  type Demand,
  type GridPosition,
  type OpportunityFacts,
  type PairMatter,
  type Pathway,
  type ScorePart,
  type ScoreWeights,
  type SetAside,
  type TravelMode,
  type WeeklySchedule,
} from './matching/facts.js';
export { applyChanges, type Change, type Remedy } from './matching/changes.js';
export { inOrder as mattersInOrder, isSetAside, matterFingerprint, setAsideInWords, standingOf, type SetAsideStanding } from './matching/set-aside.js';
export { explainPair, type PairExplanation, type PartExplanation, type RuleExplanation } from './matching/explain.js';
export { isEligible, RULE_VERSION, type RuleContext, type RuleId, type RuleOutcome } from './matching/hard-rules.js';
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
export { departureKey, TravelTimes, TravelTimesPacker, type TravelTime, type TravelTimesRow } from './matching/travel-times.js';
export { SCORE_WEIGHTS, scorePair } from './matching/score.js';
export { factsOfVersion, KNOWN_RULE_VERSIONS, type StoredFacts } from './matching/stored-facts.js';
export { CHASED_STATUSES, chasingDaysProblems, chasingInForce, type ChasingInForce, type DatedChasingDays } from './referrals/chasing-days.js';
export { chasingStep, chasingTable, expiryReason, holdOf, type ChasedCase, type ChasingMove, type ChasingNotice } from './referrals/chasing.js';
export { isMessageKind, MESSAGE_KINDS, type MessageKind } from './messages/message-kinds.js';
export { afterHandOver, MESSAGE_STATUSES, messageAdvice, NOT_SENT_REASONS, whyUseless, type MessageStatus, type MessageTerms, type NotSentReason } from './messages/message-state.js';
export { messageProblem, messageText, type MessageValues } from './messages/message-text.js';
export { PreparedMarket, type FoundMatches } from './engine/prepared-market.js';
export { emptyMatches, joinMatches, type MatchesOfPart, type PackedMatches } from './matching/packed-matches.js';
export { allocate } from './allocation/allocate.js';
export { MOST_EXACT, type Allocation, type AllocationProblem } from './allocation/allocation-problem.js';
export { plainTerms, USUAL_ADVANTAGE, type AllocationTerms, type CohortFacts, type CohortPlace, type ExcludedPair, type MinimumTerm, type RankingTerm, type ReserveTerm, type WishTerm } from './allocation/allocation-terms.js';
export { besideDecisions, type DecidedPlace } from './allocation/beside-decisions.js';
export { canonicalOrder } from './allocation/canonical-order.js';
export { checkCertificate, type Certificate } from './allocation/certificate.js';
export { CohortSearch, type CohortFindings, type CohortStep } from './allocation/cohort-search.js';
export { blockingPairsOf, MOST_RANKED_PAIRS, stableCohort, type TooLarge } from './allocation/cohort-stable.js';
export { personalTerms } from './allocation/cohort-terms.js';
export { compareAllocations, differencesByPerson, type AllocationDifference, type AllocationFigures, type ComparedAllocation, type PersonDifference } from './allocation/compare-allocations.js';
export { explainAllocation, type OtherReason, type PlaceReason, type PricedPlace } from './allocation/explain-allocation.js';
export { explainStable, type OtherStableReason, type StableExplanation } from './allocation/explain-stable.js';
export { groupSite, type GroupMember } from './allocation/group-site.js';
export { keptFromOthers, type KeptFromOthers } from './allocation/kept-from-others.js';
export { judgeAcceptance, mayBeAllocated, type AcceptanceOutcome, type AcceptanceStanding, type IntakeToAccept, type JudgedRow, type PlaceToAccept } from './allocation/judge-acceptance.js';
export { readScenario } from './allocation/read-scenario.js';
export { changedByScenario, type Scenario } from './allocation/scenario.js';
export { blockingPairs, stableMatching, type StableProblem } from './allocation/stable.js';
export { MOST_GROUPS, MOST_IN_GROUP, MOST_MINIMUMS, MOST_PLACE_VALUE, MOST_POINTS, MOST_RESERVES, MOST_WISHES_EACH, namedInTerms, termsProblems } from './allocation/terms-problems.js';
export { EnginePairs } from './engine/engine-pairs.js';
export { type Allocate } from './engine/allocate.js';
export { CodeTable } from './engine/code-table.js';
export { LiveMarket } from './engine/live-market.js';
export { LivePeople, thoseThatAskAll, type AnswerOver } from './engine/live-people.js';
export { compileMarket, type Market } from './engine/market.js';
export { type MarketData } from './engine/market-data.js';
export { allocateResults, type MatchResults } from './engine/match-results.js';
export { Matcher, type EngineContext } from './engine/matcher.js';
export { compileMirror, type MirrorData } from './engine/mirror.js';
export { PeopleBuilder, type PeopleData } from './engine/people.js';
export { PeopleFinder } from './engine/people-finder.js';
export { compareIds, LOTTERY_RANGE, lotteryNumber } from './matching/tie-break.js';
export { matchOneByOne, whatIf, type MarketAnswer, type MarketQuestion, type MatchOne, type Opening, type RankMove, type WhatIf, type WhatIfQuestion } from './matching/what-if.js';
export { whyNot, type FailingRule, type WhyNot } from './matching/why-not.js';
export { type Requirement, type RequirementProblem } from './requirements/requirement.js';
export { readRequirements } from './requirements/read-requirements.js';
export { requirementInWords } from './requirements/requirement-in-words.js';
export { LEAST_WEIGHT, readWeights, WEIGHTS_SUM } from './requirements/score-weights.js';
export { tryRequirements, type TriedRequirement } from './requirements/try-requirements.js';
export { withRequirements } from './requirements/with-requirements.js';
export { candidateInWords, opportunityInWords } from './quality/case-in-words.js';
export { chooseForGrading } from './quality/choose-for-grading.js';
export { compareVersions, type ComparedMeasure, type RankedCase, type VersionComparison } from './quality/compare-versions.js';
export { AS_IT_WAS, freezeCase, gradingOrder, rankCase, type CaseFacts, type CaseOpportunity, type MatchVersion } from './quality/graded-case.js';
export { graderAgreement, type GraderAgreement } from './quality/grader-agreement.js';
export { agreedGrade, GRADES, type Grade } from './quality/ranking-measures.js';
export {
  membershipRule,
  programmeMembership,
  programmeProblems,
  type MembershipInputs,
  type MembershipRule,
  type Programme,
  type ProgrammeMembership,
  type ProgrammePerson,
  type ProgrammeProblem,
  type ProgrammeReason,
} from './programmes/programme-rules.js';
export { FUNDING_EVIDENCE, fundingCheck, type ApprenticeshipTerms, type FundingCheck, type FundingEvidence, type FundingVerdict, type Learner } from './funding/funding-check.js';
export { FUNDING_RULES, type FundingRuleCode } from './funding/funding-words.js';
export { FIGURE_KINDS, figureTables, figuresOf, type FigureKind, type FigureTables, type PublishedFigure, valuesOn } from './published-figures/published-figures.js';
export { readPublishedFigure } from './published-figures/read-published-figure.js';
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
export {
  ACCREDITATION_EVIDENCE,
  ACCREDITATION_STANDINGS,
  ACCREDITATION_STATUSES,
  accreditationProblems,
  accreditationStanding,
  countStandings,
  type AccreditationEvidence,
  type AccreditationRecord,
  type AccreditationStanding,
  type AccreditationStatus,
  type CountedRecords,
} from './pay/accreditation.js';
export { isInLondon } from './pay/high-cost-area.js';
export { lowPay } from './pay/low-pay.js';
export { payFactsOf, type StoredPay } from './pay/pay-basis.js';
export { payCheck, payInShort, type ChangeReason, type PayCheck, type PayInShort, type PayMoment } from './pay/pay-check.js';
export { PAY_FLOORS, type FloorCheck, type FloorVerdict, type PayFloor } from './pay/pay-floors.js';
export { readPayText, type PayText } from './pay/pay-text.js';
export { PAY_DOUBTS, type DoubtCode } from './pay/pay-words.js';
export {
  allowedEvents,
  LIVE_STATUSES,
  applyReferralEvent,
  REFERRAL_EVENTS,
  referralPicture,
  REFERRAL_STATUSES,
  referralRulesTable,
  startProblem,
  takesPlace,
  type ReferralEvent,
  type ReferralStatus,
} from './referrals/referral-status.js';
export { endOfDay, isTimeOfDay, type Span } from './calendar/london-time.js';
export { missingForApplication, type MissingForApplication } from './fairs/fair-applications.js';
export { FAIR_FIGURES, fairFigures, type FairFigureRow, type FairGroup } from './fairs/fair-figures.js';
export { FAIR_OUTCOMES, mayRecordOutcome, needsOpportunity, stepOfOutcome, type FairOutcome } from './fairs/fair-outcomes.js';
export { dueReminder, REMIND_HOURS } from './fairs/fair-reminders.js';
export { fenceProblems, type FenceWanted } from './places/fence-problems.js';
export { firstWithPlace, noPlaceInWords, openPlace, placesLeft, type GroupsOfPerson, type IntakePlaces, type KeptPlaces, type ListedPlaces, type OpenPlace, type RingFence } from './places/ring-fences.js';
export { callOffProblem, fairProblems, sessionProblem, whatStoodInTheWay, whyNotBookable, whyNotForFair } from './fairs/fair-rules.js';
export { slotsOf, spanOfDay, type FairProblem, type PartOfDay } from './fairs/fair-times.js';
export {
  chooseReason,
  effectInWords,
  historyForReader,
  needsReason,
  OWN_REASONS,
  REASON_EFFECTS,
  REASON_MATTERS,
  REASON_STEPS,
  reasonListProblems,
  reasonsFor,
  reasonsTable,
  REFUSERS,
  refuserOf,
  wordsForReader,
  type Reason,
  type ReasonEffect,
  type ReasonMatter,
  type ReasonProblem,
  type ReasonStep,
  type Refuser,
} from './referrals/reasons.js';
export { STANDARD_REASONS } from './referrals/standard-reasons.js';
export { consequencesInWords, consequencesOf, RELEASE_REASON, type CaseChange, type CaseMove, type CaseNotice, type CaseToMove, type Consequences, type JudgedMove, type LiveCase, type PauseSpan } from './referrals/consequences.js';
export { isPausedOn, judgePause, pauseInWords, type NamedCancel, type PauseAsked, type PausePlan } from './referrals/pausing.js';
export { isToBeAlerted, stageOfCases, type CaseProgress } from './referrals/candidate-stage.js';
export { checkOutcome, checksToRemindOf, nextLookOn, spellProblem, summariseOutcomes, type KnownOutcome, type KnownStart, type OutcomeEvent, type OutcomeSummary, type StartConfirmation } from './outcomes/outcome-record.js';
export { DESTINATIONS, EMPLOYERS, EVIDENCE_KINDS, type DestinationCode, type EmployerCode, type EvidenceCode, type EvidenceSource } from './outcomes/outcome-codes.js';
export { COURSE_STEP_NAMES, COURSE_STEPS, courseStanding, courseStepProblem, type CourseCase, type CourseEvent, type CourseStanding, type CourseState, type CourseStep } from './outcomes/course-outcome.js';
export { AWARD_REASONS, CLAIMABLE_OUTCOMES, claimProblem, type AwardReason, type ClaimableOutcome, type ClaimStatus } from './outcomes/outcome-claim.js';
export { PROGRESSION_KINDS, type Progress, type ProgressionKind } from './outcomes/progression.js';
export { CHECK_WEEKS, checkInWords, USUAL_SUSTAINMENT, type CheckWeek, type EmploymentSpell, type NotSustained, type SustainedCheck, type SustainmentRules } from './outcomes/sustainment.js';
export { hiresByDeprivation, type HiresInDecile } from './hires/hires-by-deprivation.js';
export { linkHire, type HireLink, type LinkableHire, type LinkableReferral } from './hires/link-hire.js';
export { BANDS, catalogueOn, laddersOn, type Band, type EntryNeeds, type LadderCatalogue, type LadderCourse, type LadderStep, type LadderVersion, type LadderWay } from './ladders/ladder.js';
export { ladderProblems, type LadderProblem } from './ladders/ladder-problems.js';
export { offerOfListing, type ListedIntake } from './ladders/offers.js';
export { type PlanOffer, type PlanPerson, type PlanPreferences, type PlanQuestion } from './ladders/plan-legs.js';
export { type KnownLivingWage, type PayAgainstLivingWage } from './ladders/pay-of-steps.js';
export { planRoutes, type PlannedLeg, type PlannedRoute, type RoutePlan, type RouteStrength } from './ladders/plan-routes.js';
export { personLater, recheckRoute, type RouteCheck, type RouteProgress, type SavedRoute } from './ladders/recheck-route.js';
export { judgeStandardStart, STANDARD_STATUSES, standardOn, type LeastTraining, type StandardStart, type StandardStatus, type StandardTerms } from './ladders/standards.js';
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
export {
  CASE_LISTS,
  caseListWords,
  caseWindow,
  isOnCaseList,
  nextCaseStep,
  STANDARD_CASE_LIMITS,
  type CaseDay,
  type CaseLimits,
  type CaseList,
  type CaseSummary,
} from './caseload/case-lists.js';
export {
  BULK_MESSAGE_TEMPLATES,
  BULK_OUTCOMES,
  bulkMessageProblem,
  bulkOutcomeWords,
  bulkSelectionProblem,
  countChangedProblem,
  judgeBulkMessage,
  judgeBulkReferral,
  peopleInASlice,
  type BulkKind,
  type BulkMessageStanding,
  type BulkMessageTemplate,
  type BulkReferralStanding,
  type BulkSelection,
} from './caseload/bulk-actions.js';
export { HAND_OVER_OUTCOMES, HAND_OVER_REASONS, judgeHandOver, type HandOverOutcome, type HandOverReason } from './caseload/hand-over.js';
export {
  CONTACT_CHANNELS,
  contactDayProblem,
  dueDayOfTask,
  maySeeNote,
  NOTE_VISIBILITIES,
  TASK_TEMPLATES,
  type ContactChannel,
  type NoteVisibility,
  type TaskCode,
} from './caseload/case-notes.js';
export { likenessOf, type FoundLikeness, type Likeness } from './duplicates/likeness.js';
export { likenessFacts, type LikenessFacts, type RecordedPerson } from './duplicates/person-forms.js';
export { daysOfMonth, mondayOf } from './redeployment/cohort-days.js';
export { internalFirst, NEARNESS, NHS_EMPLOYERS, type Nearness } from './redeployment/internal-first.js';
export { type BandNotice, type NoticePeriod } from './redeployment/notice-period.js';
export {
  redeploymentPlan,
  redeploymentProblems,
  type RedeploymentDay,
  type RedeploymentFacts,
  type RedeploymentPhase,
  type RedeploymentPlan,
} from './redeployment/redeployment-days.js';
export { ANY_VACCINATION_POST, carriedOver, redeploymentRulesProblems, type CarriedOver, type PostRule, type RedeploymentRules } from './redeployment/redeployment-rules.js';
export { judgeMerge, type RecordsToMerge } from './duplicates/merging.js';
