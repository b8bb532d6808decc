import type { NamedLeg, PathwayPlan, PlanWish } from '#lib/brokerage';
import type { PayAgainstLivingWage, PlannedLeg, PlannedRoute, RouteStrength } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { Entries, EXAMPLE_ID, Identifier, ListOf, ShortCode, TextLine, WholeNumber, YesOrNo } from '../request-fields.js';

const STEP = /^[a-z][a-z0-9-]{1,59}$/;

export class RoutesBody implements PlanWish {
  @ShortCode({ description: 'The step of a ladder that the person wants to reach.', example: 'registered-nurse' })
  readonly goalStep!: string;

  @ShortCode({ nullable: true, description: 'The step where the person is; null outside all ladders.', example: 'vaccinator' })
  readonly stepCode!: string | null;

  @WholeNumber(0, 600, { description: 'Months in that step.', example: 14 })
  readonly monthsInStep!: number;

  @WholeNumber(0, 100_000, { nullable: true, description: 'Pay an hour now, pence; null when not known, or none.', example: 1500 })
  readonly hourlyPence!: number | null;

  @YesOrNo({ description: 'Only ways that are paid while learning.', example: false })
  readonly isEarningOnly!: boolean;

  @ListOf(0, 50, { type: 'string', pattern: STEP.source }, (value) => typeof value === 'string' && STEP.test(value), 'codes of steps', { description: 'Steps that the person does not want to go over.', example: [] })
  readonly avoidSteps!: string[];
}

class NamedLegBody implements NamedLeg {
  @TextLine(2, 160, { description: 'The `code` of a leg.', example: 'vaccinator-to-hcsw-by-experience' })
  readonly code!: string;

  @Identifier({ nullable: true, description: 'Its `intakeId`.', example: null })
  readonly intakeId!: string | null;
}

export class PlanBody extends RoutesBody {
  @Entries(1, 40, NamedLegBody, { description: 'The legs of the route that was chosen, as they were given. A route that is not among the best any more is refused (409).', example: [{ code: 'vaccinator-to-hcsw-by-experience', intakeId: null }, { code: 'senior-hcsw', intakeId: EXAMPLE_ID }] })
  readonly legs!: NamedLegBody[];
}

class PayOfLegDto implements PayAgainstLivingWage {
  @ApiProperty({ type: 'integer', nullable: true, description: 'An hour; null when not on record.' })
  readonly hourlyPence!: number | null;

  @ApiProperty({ type: Boolean, nullable: true, description: 'Below the Living Wage; null when one of them is not known.' })
  readonly isBelow!: boolean | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The London Living Wage of the day: of the first day before and during a stage, of the last day after it. Null when not known.' })
  readonly livingWagePence!: number | null;

  @ApiProperty({ type: Boolean, description: 'The Living Wage of that day is not published yet, and the last that is known stands for it.' })
  readonly isLastKnown!: boolean;
}

class StillMissingDto {
  @ApiProperty({ type: String, description: 'What it asks for and the person does not hold today.' })
  readonly what!: string;

  @ApiProperty({ type: String, description: 'Which leg before gives it.' })
  readonly from!: string;
}

class PlannedLegDto implements PlannedLeg {
  @ApiProperty(codes({ way: 'a way up to the next step', course: 'a course on the way' }))
  readonly kind!: PlannedLeg['kind'];

  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly title!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: outside all ladders.' })
  readonly fromStep!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The same as `fromStep` for a course.' })
  readonly toStep!: string | null;

  @ApiProperty({ type: String, format: 'date' })
  readonly startsOn!: string;

  @ApiProperty({ type: String, format: 'date' })
  readonly endsOn!: string;

  @ApiProperty({ type: 'integer' })
  readonly months!: number;

  @ApiProperty({ type: 'integer', description: 'Months of waiting before it.' })
  readonly waitMonths!: number;

  @ApiProperty({ type: 'integer', description: 'Months that skills and prior learning save.' })
  readonly creditMonths!: number;

  @ApiProperty({ type: [String], description: 'The skills for which.' })
  readonly creditFor!: readonly string[];

  @ApiProperty({ type: String, nullable: true })
  readonly standardCode!: string | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The most that is funded; null when not known, or no apprenticeship.' })
  readonly fundingPence!: number | null;

  @ApiProperty({ type: 'integer', description: 'What it costs the person.' })
  readonly costPence!: number;

  @ApiProperty({ type: Boolean, description: 'Paid while learning.' })
  readonly isPaid!: boolean;

  @ApiProperty({ type: PayOfLegDto })
  readonly payBefore!: PayOfLegDto;

  @ApiProperty({ type: PayOfLegDto })
  readonly payDuring!: PayOfLegDto;

  @ApiProperty({ type: PayOfLegDto })
  readonly payAfter!: PayOfLegDto;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null while no place is advertised: one is expected.' })
  readonly opportunityId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly intakeId!: string | null;

  @ApiProperty({ type: Boolean, description: 'False when a figure of it was not checked against a public source.' })
  readonly isVerified!: boolean;

  @ApiProperty({ type: [StillMissingDto] })
  readonly missing!: readonly StillMissingDto[];

  @ApiProperty({ type: [String], description: 'In plain words.' })
  readonly reasons!: readonly string[];
}

const STRENGTHS: Readonly<Record<RouteStrength, string>> = {
  quickest: 'there is no quicker one', 'best-paid': 'none leaves more money', 'fewest-steps': 'none has fewer stages',
  'another-way': 'the quickest over these steps and courses', 'next-quickest': 'other places or dates of a route above',
};

export class PlannedRouteDto implements PlannedRoute {
  @ApiProperty(codes(STRENGTHS))
  readonly strength!: RouteStrength;

  @ApiProperty({ type: 'integer', description: 'From today until the goal is reached, waiting included.' })
  readonly months!: number;

  @ApiProperty({ type: String, format: 'date' })
  readonly endsOn!: string;

  @ApiProperty({ type: 'integer', description: 'Earnings less costs over ten years, beside staying at today’s pay, pence. At the pay of today throughout.' })
  readonly gainPence!: number;

  @ApiProperty({ type: [PlannedLegDto] })
  readonly legs!: readonly PlannedLegDto[];

  @ApiProperty({ type: String })
  readonly sentence!: string;
}

export class RoutesDto {
  @ApiProperty({ type: [PlannedRouteDto], description: 'Up to five: the quickest, the best paid, the one with the fewest stages, and others over other steps.' })
  readonly routes!: readonly PlannedRouteDto[];

  @ApiProperty({ type: 'integer', description: 'How many best compromises of time, money and stages there are in all.' })
  readonly found!: number;

  @ApiProperty({ type: Boolean, description: 'False when the search was stopped: then routes that end after `completeToOn` may be missing.' })
  readonly isComplete!: boolean;

  @ApiProperty({ type: String, format: 'date' })
  readonly completeToOn!: string;

  @ApiProperty({ type: [String], description: 'Why there is no route, when there is none.' })
  readonly obstacles!: readonly string[];
}

class AskedOfPlanDto implements PlanWish {
  @ApiProperty({ type: String })
  readonly goalStep!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly stepCode!: string | null;

  @ApiProperty({ type: 'integer' })
  readonly monthsInStep!: number;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly hourlyPence!: number | null;

  @ApiProperty({ type: Boolean })
  readonly isEarningOnly!: boolean;

  @ApiProperty({ type: [String] })
  readonly avoidSteps!: readonly string[];
}

class LadderVersionDto {
  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: 'integer' })
  readonly version!: number;
}

export class PathwayPlanDto implements PathwayPlan {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly planId!: string;

  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly goalStep!: string;

  @ApiProperty({ type: AskedOfPlanDto, description: 'What was asked for.' })
  readonly asked!: AskedOfPlanDto;

  @ApiProperty({ type: String, format: 'date' })
  readonly savedOn!: string;

  @ApiProperty({ type: String })
  readonly savedBy!: string;

  @ApiProperty({ type: Date, nullable: true, description: 'When it was shown to the person; null: only those who look after them see it.' })
  readonly sharedAt!: Date | null;

  @ApiProperty({ type: PlannedRouteDto, description: 'As it was agreed.' })
  readonly route!: PlannedRouteDto;

  @ApiProperty({ type: [LadderVersionDto], description: 'The ladders that it rests on.' })
  readonly ladders!: readonly LadderVersionDto[];

  @ApiProperty({ type: String, nullable: true, description: 'The last step that the person reached since, as outcomes have it.' })
  readonly reachedStep!: string | null;

  @ApiProperty({ type: String, format: 'date', nullable: true })
  readonly reachedOn!: string | null;

  @ApiProperty(codes({ 'still-holds': 'nothing has changed', changed: 'it can be followed, otherwise than agreed', broken: 'it cannot be followed any more' }))
  readonly state!: PathwayPlan['state'];

  @ApiProperty({ type: [String], description: 'What has changed since, each a sentence.' })
  readonly changes!: readonly string[];

  @ApiProperty({ type: [PlannedLegDto], description: 'What is left to arrange, as it stands: without what has begun and places that the person has. Up to the break when it is broken.' })
  readonly legsNow!: readonly PlannedLegDto[];

  @ApiProperty({ type: PlannedRouteDto, nullable: true, description: 'The next best, when it is broken.' })
  readonly next!: PlannedRouteDto | null;

  @ApiProperty({ type: String, format: 'date', description: 'When it was last looked at.' })
  readonly checkedOn!: string;
}

export class PathwayPlansDto {
  @ApiProperty({ type: [PathwayPlanDto], description: 'Newest first, 50 at most. The person gets those that were shared with them.' })
  readonly plans!: readonly PathwayPlanDto[];
}
