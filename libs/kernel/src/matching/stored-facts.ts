import type { CandidateFacts, OpportunityFacts } from './facts.js';
import { RULE_VERSION } from './hard-rules.js';

/** Rule versions whose runs this program can explain: their rules are among those of today unchanged. */
export const KNOWN_RULE_VERSIONS: readonly string[] = ['rules-1', 'rules-2', RULE_VERSION];

/** What 'rules-1' did not know of a candidate. No opportunity of that time asks for any of it. */
const CANDIDATE_SINCE_RULES_1 = { contractEndsOn: null, isForRedeployment: false, stage: 'looking', travelZone: null } as const satisfies Partial<CandidateFacts>;

/** What 'rules-1' and 'rules-2' did not know of a candidate: then no pair was set aside. */
const CANDIDATE_SINCE_RULES_2 = { setAside: [] } as const satisfies Partial<CandidateFacts>;

/** What 'rules-1' did not know of an opportunity: values with which the rules added since ask for nothing, and the weights are the standard ones. */
const OPPORTUNITY_SINCE_RULES_1 = {
  travelAtMostMinutes: null,
  payFloorHourlyPence: null,
  startWindow: { from: null, to: null },
  contractEndsBy: null,
  isForRedeploymentOnly: false,
  stages: null,
  choices: [],
  weights: null,
  travelZone: null,
} as const satisfies Partial<OpportunityFacts>;

type AddedSince = keyof typeof CANDIDATE_SINCE_RULES_1 | keyof typeof CANDIDATE_SINCE_RULES_2 | keyof typeof OPPORTUNITY_SINCE_RULES_1;

/** A candidate or an opportunity as a run of any known version stored it: what was added to the facts later is missing. */
export type StoredFacts<Facts extends CandidateFacts | OpportunityFacts> = Omit<Facts, AddedSince> & Partial<Pick<Facts, AddedSince & keyof Facts>>;

/**
 * Facts that a run of a rule version stored, as the rules of today read them, with the same answer: the rules of
 * 'rules-1' and 'rules-2' are among today's unchanged, and what was added since asks for nothing. Null for a version that this
 * program does not know, whose facts it could only misread.
 */
export function factsOfVersion(ruleVersion: string, stored: StoredFacts<CandidateFacts>): CandidateFacts | null;
export function factsOfVersion(ruleVersion: string, stored: StoredFacts<OpportunityFacts>): OpportunityFacts | null;
export function factsOfVersion(ruleVersion: string, stored: StoredFacts<CandidateFacts> | StoredFacts<OpportunityFacts>): CandidateFacts | OpportunityFacts | null {
  if (!KNOWN_RULE_VERSIONS.includes(ruleVersion)) return null;
  // Whole ones as they are: to copy fifty thousand takes longer than to match some. What is stored comes last otherwise: a
  // run that was asked for under the old rules may have read its facts under the new ones.
  if ('candidateId' in stored) return 'setAside' in stored ? (stored as CandidateFacts) : { ...CANDIDATE_SINCE_RULES_1, ...CANDIDATE_SINCE_RULES_2, ...stored };
  return 'travelZone' in stored ? (stored as OpportunityFacts) : { ...OPPORTUNITY_SINCE_RULES_1, ...stored };
}
