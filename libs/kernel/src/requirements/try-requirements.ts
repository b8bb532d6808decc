import type { CandidateFacts, OpportunityFacts } from '../matching/facts.js';
import { HARD_RULES, type RuleContext, type RuleId, type RuleOutcome } from '../matching/hard-rules.js';
import { RULE_SENTENCES } from '../matching/rule-sentences.js';
import { requirementInWords } from './requirement-in-words.js';
import type { Requirement } from './requirement.js';
import { withRequirements } from './with-requirements.js';

/** How somebody stands to one rule of staff. */
export interface TriedRequirement {
  /** 'depends': on the opportunity too, so that nothing can be said of a person alone. */
  readonly outcome: RuleOutcome | 'depends';
  readonly sentence: string;
}

/** The hard rule that a rule of staff becomes; null where it needs an opportunity's own facts. */
const BECOMES: Readonly<Record<Requirement['on'], RuleId | null>> = {
  level: 'level',
  'english-level': 'english',
  'maths-level': 'maths',
  skills: 'skills',
  checks: 'checks',
  'half-days': 'schedule',
  travel: null,
  pay: null,
  start: null,
  'contract-end': 'contract-end',
  redeployment: 'redeployment',
  stage: 'stage',
  programme: 'choice',
  choice: 'choice',
};

/** An opportunity that asks for nothing, and of which nothing is known. */
const BLANK: OpportunityFacts = {
  opportunityId: '',
  kind: 'role',
  pathway: 'other',
  isOpen: true,
  programmeCodes: [],
  minimumLevel: 0,
  minimumEnglishLevel: 0,
  minimumMathsLevel: 0,
  requiredSkillCodes: [],
  desiredSkillCodes: [],
  requiredCheckCodes: [],
  schedule: null,
  attendance: 'site',
  position: null,
  hourlyPence: null,
  isUnpaid: false,
  startsOn: null,
  travelAtMostMinutes: null,
  payFloorHourlyPence: null,
  startWindow: { from: null, to: null },
  contractEndsBy: null,
  isForRedeploymentOnly: false,
  stages: null,
  choices: [],
  weights: null,
  travelZone: null,
};

/** Each rule of a list tried on one person, in the order given: what the matcher would find, before the rules are kept. */
export function tryRequirements(candidate: CandidateFacts, requirements: readonly Requirement[], context: RuleContext): readonly TriedRequirement[] {
  return requirements.map((requirement) => {
    const rule = HARD_RULES.find(({ id }) => id === BECOMES[requirement.on]);
    if (rule === undefined) return { outcome: 'depends', sentence: requirementInWords(requirement) };
    const asking = withRequirements(BLANK, [], [requirement]);
    return { outcome: rule.test(candidate, asking, context), sentence: RULE_SENTENCES[rule.id](candidate, asking, context) };
  });
}
