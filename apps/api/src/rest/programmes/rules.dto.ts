import { LEAST_WEIGHT, SCORE_WEIGHTS, WEIGHTS_SUM, type Requirement, type ScorePart, type ScoreWeights, type TriedRequirement } from '#lib/kernel';
import type { TriedPerson } from '#lib/matching';
import type { OpportunityRules, ProgrammeRules, RuleVersion, WordedRule } from '#lib/opportunities';
import { ApiProperty, OmitType } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { EXAMPLE_ID, Identifiers, Json, TextLine, WholeNumber } from '../request-fields.js';

const PART_NAMES = Object.keys(SCORE_WEIGHTS) as ScorePart[];

const SUBJECTS: Readonly<Record<Requirement['on'], string>> = {
  level: 'a qualification: `atLeast` 1 to 8',
  'english-level': 'English: `atLeast` 1 or 2',
  'maths-level': 'maths: `atLeast` 1 or 2',
  skills: 'skills held: `allOf`, codes',
  checks: 'checks passed: `allOf`, codes',
  'half-days': 'hours: free on `needed` of the half-days of the mask `slots`',
  travel: 'the way there: `atMostMinutes`',
  pay: 'what is paid: `atLeastHourlyPence`',
  start: 'when it starts: `from`, `to` or both, days',
  'contract-end': 'the present contract ends `by` a day',
  redeployment: 'NHS staff whose post ends, and nobody else',
  stage: 'how far cases have come: `anyOf` looking, referred, offered, placed',
  programme: 'membership of another programme: `anyOf`, codes',
  choice: 'several ways: `anyOf`, of which one is enough; each on level, english-level, maths-level (`atLeast`), skill, check, programme (`code`), contract-end (`by`), stage (`stage`) or redeployment',
};

/** A rule. What it has beside `on` follows from it. */
const REQUIREMENT = { type: 'object' as const, required: ['on'], properties: { on: { type: 'string' as const, enum: Object.keys(SUBJECTS) } }, additionalProperties: true };
const REQUIREMENT_TEXT = codes(SUBJECTS, 'A rule begins with `on`, what it is about:').description;
const WEIGHTS = { type: 'object', required: PART_NAMES, properties: Object.fromEntries(PART_NAMES.map((part) => [part, { type: 'integer', minimum: LEAST_WEIGHT, maximum: WEIGHTS_SUM }])) };
const EXAMPLE_RULES = [{ on: 'level', atLeast: 2 }, { on: 'choice', anyOf: [{ on: 'skill', code: 'vaccination' }, { on: 'check', code: 'dbs-enhanced' }] }];

export class ProgrammeRulesBody {
  @Json({ type: 'array', items: REQUIREMENT, maxItems: 40 }, { description: `All rules: they take the place of those before. ${REQUIREMENT_TEXT}`, example: EXAMPLE_RULES })
  readonly requirements!: unknown;

  @Json({ ...WEIGHTS, type: ['object', 'null'] }, { description: `Weight of each part of the score, ${WEIGHTS_SUM} in all; null: the standard weights.`, example: SCORE_WEIGHTS })
  readonly weights!: unknown;

  @TextLine(1, 500, { description: 'Why they are changed. It is kept with the version; nothing of a person belongs here.', example: 'The ward asks for level 2 from this intake on.' })
  readonly note!: string;

  @WholeNumber(0, 2_147_483_647, { description: 'The `version` that was edited, 0 for the first. When another has been saved since, nothing is changed (409).', example: 0 })
  readonly version!: number;
}

export class OpportunityRulesBody extends OmitType(ProgrammeRulesBody, ['weights']) {}

export class RulesTrialBody {
  @Json({ type: 'array', items: REQUIREMENT, maxItems: 40 }, { description: `Rules that are tried and not kept. ${REQUIREMENT_TEXT}`, example: EXAMPLE_RULES })
  readonly requirements!: unknown;

  @Identifiers(20, { description: 'On whom.', example: [EXAMPLE_ID] })
  readonly candidateIds!: string[];
}

class WordedRuleDto implements WordedRule {
  @ApiProperty({ ...REQUIREMENT, description: REQUIREMENT_TEXT })
  readonly requirement!: Requirement;

  @ApiProperty({ type: String, example: 'Qualifications: level 2 or higher is needed.', description: 'The rule in words.' })
  readonly sentence!: string;
}

class ScoreWeightsDto implements ScoreWeights {
  @ApiProperty({ type: 'integer' })
  readonly skills!: number;

  @ApiProperty({ type: 'integer' })
  readonly travel!: number;

  @ApiProperty({ type: 'integer' })
  readonly pay!: number;

  @ApiProperty({ type: 'integer' })
  readonly interest!: number;

  @ApiProperty({ type: 'integer' })
  readonly schedule!: number;

  @ApiProperty({ type: 'integer' })
  readonly start!: number;
}

const STANDARD_WEIGHTS = `Of ${WEIGHTS_SUM} in all; null: the standard weights.`;

class RuleVersionDto implements RuleVersion {
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly version!: number;

  @ApiProperty({ type: 'array', items: REQUIREMENT })
  readonly requirements!: Requirement[];

  @ApiProperty({ type: ScoreWeightsDto, nullable: true, description: STANDARD_WEIGHTS })
  readonly weights!: ScoreWeightsDto | null;

  @ApiProperty({ type: String, description: 'Why it was changed.' })
  readonly note!: string;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly recordedBy!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly recordedAt!: string;
}

const VERSION = 'Which version it is; 0 while there are no rules. Whoever saves sends it back.';

export class ProgrammeRulesDto implements ProgrammeRules {
  @ApiProperty({ type: String })
  readonly programmeCode!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: VERSION })
  readonly version!: number;

  @ApiProperty({ type: [WordedRuleDto], description: 'All of them must be met, beside what an advert asks for.' })
  readonly rules!: WordedRuleDto[];

  @ApiProperty({ type: ScoreWeightsDto, nullable: true, description: STANDARD_WEIGHTS })
  readonly weights!: ScoreWeightsDto | null;

  @ApiProperty({ type: [RuleVersionDto], description: 'Newest first, the newest 50.' })
  readonly history!: RuleVersionDto[];
}

class InheritedRulesDto extends OmitType(ProgrammeRulesDto, ['history']) {}

export class OpportunityRulesDto implements OpportunityRules {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: VERSION })
  readonly version!: number;

  @ApiProperty({ type: [WordedRuleDto], description: 'Its own, beside what its advert and its programme ask for. It can ask for more than its programme, and never for less.' })
  readonly rules!: WordedRuleDto[];

  @ApiProperty({ type: InheritedRulesDto, nullable: true, description: 'The rules of its programme; null without one.' })
  readonly inherited!: InheritedRulesDto | null;

  @ApiProperty({ type: [RuleVersionDto], description: 'Newest first, the newest 50. Weights are always null.' })
  readonly history!: RuleVersionDto[];
}

const OUTCOMES: Readonly<Record<TriedRequirement['outcome'], string>> = {
  passes: 'the person meets it',
  fails: 'the person does not',
  unknown: 'a fact is missing, which excludes nobody',
  depends: 'it is decided by each opportunity',
};

class TriedRuleDto implements TriedRequirement {
  @ApiProperty(codes(OUTCOMES))
  readonly outcome!: TriedRequirement['outcome'];

  @ApiProperty({ type: String, description: 'What was found.' })
  readonly sentence!: string;
}

class TriedPersonDto implements TriedPerson {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: Boolean, description: 'Whether a consent to matching is valid today. Without one nothing is tried.' })
  readonly hasConsent!: boolean;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Whether the programme itself lets the person in today; null without consent.' })
  readonly isMember!: boolean | null;

  @ApiProperty({ type: Boolean, description: 'Has consented, is a member, and fails none of the rules.' })
  readonly meets!: boolean;

  @ApiProperty({ type: [TriedRuleDto], description: 'One for each rule, in the order sent; none without consent.' })
  readonly rules!: readonly TriedRuleDto[];
}

export class RulesTrialDto {
  @ApiProperty({ type: [TriedPersonDto], description: 'In the order in which they were named.' })
  readonly people!: readonly TriedPersonDto[];
}
