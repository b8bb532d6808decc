import { SCORE_WEIGHTS, type FailingRule, type PairExplanation, type Remedy, type RuleId, type RuleOutcome, type ScorePart, type WhyNot } from '#lib/kernel';
import type { ExplainedPair } from '#lib/matching';
import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { codes, HALF_DAYS } from '../codes.js';

const RULES: Readonly<Record<RuleId, string>> = {
  consent: 'a consent to matching is valid',
  seeking: 'suggestions are wanted',
  open: 'the opportunity has places and is not closed',
  programme: 'the candidate is in a programme that the opportunity is kept for',
  level: 'qualification held against the level needed',
  english: 'English held against English needed',
  maths: 'maths held against maths needed',
  skills: 'required skills are held',
  checks: 'required checks are passed',
  schedule: 'free on enough half-days',
  travel: "the journey is within the candidate's limit, and within its own where it has one",
  pay: 'the pay is at least what is wished for, and what its programme asks for',
  start: 'free when it starts, on a day that its programme allows',
  'contract-end': 'the present contract ends in time',
  redeployment: 'NHS staff whose post ends, where it is kept for them',
  stage: 'at a stage that it is for',
  choice: 'one demand of each choice is met',
  'set-aside': 'nobody has answered that this pair is not wanted, or what mattered has changed since',
};

const OUTCOMES: Readonly<Record<RuleOutcome, string>> = {
  passes: 'the facts meet the rule',
  fails: 'they do not, so the pair is not eligible',
  unknown: 'a fact is missing; that never excludes',
};

type Rule = PairExplanation['rules'][number];

export class RuleExplanationDto implements Rule {
  @ApiProperty(codes(RULES))
  readonly ruleId!: RuleId;

  @ApiProperty(codes(OUTCOMES))
  readonly outcome!: RuleOutcome;

  @ApiProperty({ type: String, example: 'Consent: given for matching.' })
  readonly sentence!: string;
}

type Part = PairExplanation['parts'][number];

export class PartExplanationDto implements Part {
  @ApiProperty({ enum: Object.keys(SCORE_WEIGHTS) })
  readonly part!: ScorePart;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1000 })
  readonly points!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1000, description: 'The weights of all parts add up to 1000.' })
  readonly weight!: number;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, description: 'points x weight.' })
  readonly contribution!: number;

  @ApiProperty({ type: Boolean, description: 'Whether facts are missing, so that the points are the middle.' })
  readonly isUnknown!: boolean;

  @ApiProperty({ type: String, example: 'Hours: can be arranged.' })
  readonly sentence!: string;
}

export class PairExplanationDto implements PairExplanation {
  @ApiProperty({ type: Boolean, description: 'No rule fails.' })
  readonly eligible!: boolean;

  @ApiProperty({ type: [RuleExplanationDto], description: 'Every rule, in a fixed order.' })
  readonly rules!: readonly RuleExplanationDto[];

  @ApiProperty({ type: [PartExplanationDto], description: 'Every part of the score. Their contributions add up to the total.' })
  readonly parts!: readonly PartExplanationDto[];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, description: 'The score, also of a pair that is not eligible.' })
  readonly total!: number;
}

class DecisionChangeDto {
  @ApiProperty({ enum: ['give-consent', 'resume-suggestions'] })
  readonly kind!: 'give-consent' | 'resume-suggestions';
}

class LiftChangeDto {
  @ApiProperty({ enum: ['lift-set-aside'], description: 'The pair was set aside by an earlier answer: somebody who looks after the candidate takes that back.' })
  readonly kind!: 'lift-set-aside';

  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;
}

class LevelChangeDto {
  @ApiProperty({ enum: ['reach-level', 'reach-english-level', 'reach-maths-level'] })
  readonly kind!: 'reach-level' | 'reach-english-level' | 'reach-maths-level';

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 8 })
  readonly level!: number;
}

class SkillsChangeDto {
  @ApiProperty({ enum: ['gain-skills'] })
  readonly kind!: 'gain-skills';

  @ApiProperty({ type: [String], minItems: 1 })
  readonly skillCodes!: readonly string[];
}

class ChecksChangeDto {
  @ApiProperty({ enum: ['complete-checks'] })
  readonly kind!: 'complete-checks';

  @ApiProperty({ type: [String], minItems: 1 })
  readonly checkCodes!: readonly string[];
}

class HalfDaysChangeDto {
  @ApiProperty({ enum: ['free-half-days'] })
  readonly kind!: 'free-half-days';

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 2_097_151, description: `To be free in addition. ${HALF_DAYS}` })
  readonly slots!: number;
}

class TravelChangeDto {
  @ApiProperty({ enum: ['travel-further'] })
  readonly kind!: 'travel-further';

  @ApiProperty({ type: 'integer', minimum: 1, description: 'The new limit, one way.' })
  readonly limitMinutes!: number;
}

class PayChangeDto {
  @ApiProperty({ enum: ['accept-pay'] })
  readonly kind!: 'accept-pay';

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly hourlyPence!: number;
}

class AvailabilityChangeDto {
  @ApiProperty({ enum: ['be-available'] })
  readonly kind!: 'be-available';

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;
}

const CHANGES = [DecisionChangeDto, LiftChangeDto, LevelChangeDto, SkillsChangeDto, ChecksChangeDto, HalfDaysChangeDto, TravelChangeDto, PayChangeDto, AvailabilityChangeDto];

type ChangeDto = InstanceType<(typeof CHANGES)[number]>;

@ApiExtraModels(...CHANGES)
export class RemedyDto implements Remedy {
  @ApiProperty({ oneOf: CHANGES.map((change) => ({ $ref: getSchemaPath(change) })), description: 'What `kind` names, with what it needs.' })
  readonly change!: ChangeDto;

  @ApiProperty({ type: String, example: 'Give consent to matching.' })
  readonly sentence!: string;
}

export class FailingRuleDto implements FailingRule {
  @ApiProperty({ enum: Object.keys(RULES) })
  readonly ruleId!: RuleId;

  @ApiProperty({ type: String })
  readonly sentence!: string;

  @ApiProperty({ type: RemedyDto, nullable: true, description: 'The smallest change of the candidate that lifts this rule; null when there is none to ask for.' })
  readonly remedy!: RemedyDto | null;
}

export class WhyNotDto implements WhyNot {
  @ApiProperty({ type: Boolean })
  readonly eligible!: boolean;

  @ApiProperty({ type: [FailingRuleDto], description: 'The rules that fail, each choice of which nothing is met by itself; none when eligible.' })
  readonly failingRules!: readonly FailingRuleDto[];

  @ApiProperty({
    type: [RemedyDto],
    nullable: true,
    description:
      'The smallest set of changes of the candidate that makes the pair eligible: the fewest, then the least of what is dear (a qualification, English or maths, a skill, a check). Cheapest kind first, one for each skill and check. Empty when eligible; null when a rule fails that the candidate cannot lift.',
  })
  readonly changes!: readonly RemedyDto[] | null;

  @ApiProperty({ type: 'array', items: { type: 'string', enum: Object.keys(RULES) }, description: 'Failing rules that the candidate cannot lift, each once.' })
  readonly fixedRuleIds!: readonly RuleId[];
}

const BASES: Readonly<Record<ExplainedPair['basis'], string>> = { snapshot: 'the facts that the run saw', today: "today's facts" };

export class ExplainedPairDto implements ExplainedPair {
  @ApiProperty(codes(BASES, 'Whose facts these are.'))
  readonly basis!: ExplainedPair['basis'];

  @ApiProperty({ type: String, format: 'date', description: 'The day on which the rules are judged.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: PairExplanationDto })
  readonly explanation!: PairExplanationDto;

  @ApiProperty({ type: WhyNotDto })
  readonly whyNot!: WhyNotDto;
}
