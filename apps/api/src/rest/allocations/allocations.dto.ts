import type { Certificate, KeptFromOthers } from '#lib/kernel';
import type { AllocatedPlace, AllocatedPlacePage, AllocationState, DifferencePage, DifferentPlace, ExplainedPlace } from '#lib/matching';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { NEXT_PAGE } from '../page.dto.js';
import { AllocationFindingsDto, RecordedJustificationDto, TermsInBriefDto } from './allocation-findings.dto.js';

const STATUSES: Readonly<Record<AllocationState['status'], string>> = {
  queued: 'waits for a worker, also after a decision',
  working: 'is being worked out',
  done: 'can be reviewed, decided on and accepted',
  failed: 'has ended without a result; `errorCode` says why',
  cancelled: 'was called off',
};

type Step = AllocationState['steps'][number];

class AllocationStepDto implements Step {
  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly round!: number;

  @ApiProperty({ type: 'number', minimum: 0, description: 'Scores of the places given, and what the places themselves are worth.' })
  readonly worth!: number;

  @ApiProperty({ type: 'number', minimum: 0, description: 'Proven: no allocation is worth more.' })
  readonly bound!: number;

  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, description: 'What is missing to the bound, as a part of it. 0 is the proof that nothing is better.' })
  readonly gap!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People with a place.' })
  readonly placed!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Pairs that the search had looked at.' })
  readonly pairCount!: number;
}

class CertificateDto implements Certificate {
  @ApiProperty({ type: Boolean, description: 'Checked without the search: every place is within the rules and the places there are, and nothing is worth more.' })
  readonly holds!: boolean;

  @ApiProperty({ type: 'number', minimum: 0, description: 'By how much the best could be worth more at most, with people who go together at the sites chosen for them; 0 unless the search was stopped.' })
  readonly gap!: number;

  @ApiProperty({ type: 'number', minimum: 0 })
  readonly total!: number;

  @ApiProperty({ type: 'number', minimum: 0 })
  readonly bound!: number;
}

class KeptFromOthersDto implements KeptFromOthers {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly intakeId!: string;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'To whom the allocation gives a place there.' })
  readonly people!: number;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Those of them who would get none.' })
  readonly passedOver!: number;

  @ApiProperty({ type: String, format: 'date', description: 'The day from which nothing is kept there any more.' })
  readonly untilOn!: string;

  @ApiProperty({ type: String, description: 'The same in words, with what can be done.' })
  readonly sentence!: string;
}

export class AllocationStateDto implements AllocationState {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly allocationId!: string;

  @ApiProperty(codes(STATUSES))
  readonly status!: AllocationState['status'];

  @ApiProperty({ type: String, format: 'date', description: 'The day on which the rules are judged.' })
  readonly asOfOn!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly seed!: number;

  @ApiProperty({ type: String, example: 'rules-3' })
  readonly ruleVersion!: string;

  @ApiProperty({ type: TermsInBriefDto })
  readonly terms!: TermsInBriefDto;

  @ApiProperty({ type: [RecordedJustificationDto], description: 'Of the programmes that the terms prefer.' })
  readonly justifications!: readonly RecordedJustificationDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Of a scenario: the allocation that it is based on.' })
  readonly baseAllocationId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly scenarioName!: string | null;

  @ApiProperty({ type: String, nullable: true, example: '12', description: 'The facts that it was made with; null until they are read.' })
  readonly snapshotVersion!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'People of the cohort with a consent to matching.' })
  readonly candidateCount!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Opportunities that were open and had places.' })
  readonly opportunityCount!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, nullable: true, description: 'Places there; of an intake without a limit as many as the cohort.' })
  readonly placeCount!: number | null;

  @ApiProperty({ type: [AllocationStepDto], description: 'How the search went, the first round first; of what is left to it after decisions.' })
  readonly steps!: readonly AllocationStepDto[];

  @ApiProperty({ type: CertificateDto, nullable: true, description: 'Of the last search that has ended; null for the stable variant, which has no prices.' })
  readonly certificate!: CertificateDto | null;

  @ApiProperty({ type: AllocationFindingsDto, nullable: true, description: 'What came of it, as of the last search that has ended.' })
  readonly findings!: AllocationFindingsDto | null;

  @ApiProperty({ type: Boolean, description: 'Of a scenario: what it is based on has been decided on since, so the comparison is with what it was.' })
  readonly isBaseChanged!: boolean;

  @ApiProperty({ type: Boolean })
  readonly isStopAsked!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People with a place, as of the last search that has ended and what was decided since.' })
  readonly placedCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly acceptedCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly overriddenCount!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Referrals that it led to when it was accepted.' })
  readonly referredCount!: number;

  @ApiProperty({ type: String, nullable: true, example: 'matching/rules-changed' })
  readonly errorCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly errorDetail!: string | null;

  @ApiProperty({ type: Date })
  readonly createdAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt!: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly acceptedAt!: Date | null;

  @ApiProperty({ type: [KeptFromOthersDto], required: false, description: 'Of one that waits for its acceptance and is asked for by itself: intakes of which the allocation gives out places that are kept for others, and which the acceptance would not give. The search does not know of them.' })
  readonly keptFromOthers?: readonly KeptFromOthersDto[];
}

export class AllocationsDto {
  @ApiProperty({ type: [AllocationStateDto], description: 'Newest first.' })
  readonly allocations!: readonly AllocationStateDto[];
}

const DECISIONS: Readonly<Record<AllocatedPlace['decision'], string>> = { proposed: 'by the allocation', accepted: 'proposed, and kept by somebody', overridden: 'by somebody, with a reason' };

const OUTCOMES: Readonly<Record<NonNullable<AllocatedPlace['outcome']>, string>> = {
  referred: 'a referral, with the place held',
  'no-place': 'the allocation gave none',
  'no-consent': 'not to be shown to partners any more',
  'has-a-place': 'has a place or an offer by now',
  paused: 'was paused meanwhile',
  'already-referred': 'has a live referral to this intake already',
  'programme-closed': 'the programme takes no referrals on that day, or no start on that date',
  'kept-for-others': 'what was left of the intake is kept for a group to which they are not known to belong',
  'place-gone': 'the intake had filled up or closed',
};

class AllocatedPlaceDto implements AllocatedPlace {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Null: no place.' })
  readonly opportunityId!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true })
  readonly intakeId!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the opportunity.' })
  readonly title!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, nullable: true, description: 'Points of the pair; null without a place.' })
  readonly score!: number | null;

  @ApiProperty({ type: Boolean, description: 'One of the places that a reserve keeps.' })
  readonly isReserved!: boolean;

  @ApiProperty(codes(DECISIONS))
  readonly decision!: AllocatedPlace['decision'];

  @ApiProperty({ type: String, nullable: true, description: 'Of an override.' })
  readonly reason!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly decidedBy!: string | null;

  @ApiProperty({ ...codes(OUTCOMES, 'What became of it; null before the allocation is accepted.'), nullable: true })
  readonly outcome!: AllocatedPlace['outcome'];
}

export class AllocatedPlacePageDto implements AllocatedPlacePage {
  @ApiProperty({ type: [AllocatedPlaceDto], description: 'In the order of ids. Only people whose consent to matching stands.' })
  readonly places!: AllocatedPlaceDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

export class ScenariosDto {
  @ApiProperty({ type: AllocationStateDto, description: 'What they are based on.' })
  readonly base!: AllocationStateDto;

  @ApiProperty({ type: [AllocationStateDto], description: 'In the order in which they were asked for.' })
  readonly scenarios!: readonly AllocationStateDto[];
}

const CHANGES: Readonly<Record<DifferentPlace['change'], string>> = { gains: 'a place only in the scenario', loses: 'a place only in the base', moves: 'another place', same: 'as it was' };

class DifferentPlaceDto implements DifferentPlace {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly candidateReference!: string;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Opportunity in the base; null: no place.' })
  readonly before!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'Opportunity in the scenario; null: no place.' })
  readonly after!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly titleBefore!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly titleAfter!: string | null;

  @ApiProperty(codes(CHANGES))
  readonly change!: DifferentPlace['change'];

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, nullable: true })
  readonly scoreBefore!: number | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, nullable: true, description: 'By the rules of the scenario.' })
  readonly scoreAfter!: number | null;
}

export class DifferencePageDto implements DifferencePage {
  @ApiProperty({ type: [DifferentPlaceDto], description: 'Only whoever would have another place, in the order of ids.' })
  readonly people!: DifferentPlaceDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

type Other = ExplainedPlace['others'][number];

const OTHER_REASONS: Readonly<Record<Other['reason'], string>> = {
  'worth-less': 'its score is no higher',
  'went-to-others': 'it went to people for whom it was worth more',
  'as-good': 'worth as much at its price; the order that was drawn decided',
  'not-looked-at': 'the place of this person is settled',
  'kept-together': 'the person goes with others, of whom nobody has a place',
  'ranked-others': 'stable: its places went to people whom it ranks higher, or keeps places for',
  'wanted-less': "stable: it stands lower in the person's own order",
  'not-eligible': 'the rules exclude it',
  'not-to-be': 'turned down, not in a binding order, or excluded by decision',
  'not-proven': 'the search was stopped before it was proven',
};

class OtherPlaceDto implements Other {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly opportunityId!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly title!: string | null;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1_000_000, nullable: true, description: 'Null where the rules exclude it.' })
  readonly score!: number | null;

  @ApiProperty({ type: 'number', nullable: true, description: 'Null in a stable allocation. The least that a place there costs this person, in points; 0 where places are left, below 0 where a reserve counts more than its places cost.' })
  readonly price!: number | null;

  @ApiProperty(codes(OTHER_REASONS))
  readonly reason!: Other['reason'];

  @ApiProperty({ type: 'number', minimum: 0, nullable: true, description: 'Points that it would need more, at these prices, to be worth as much as what the person has.' })
  readonly pointsShort!: number | null;

  @ApiProperty({ type: String })
  readonly sentence!: string;
}

const PLACE_REASONS: Readonly<Record<ExplainedPlace['reason'], string>> = {
  'best-at-prices': "the best available at today's prices",
  decided: 'somebody decided it',
  'passed-over': 'has a place or an offer already',
  'nothing-eligible': 'the rules leave no place of this allocation',
  'kept-together': 'goes with others, and no site is worth it for all of them',
  'best-that-ranks-high-enough': 'stable: what stands before it in their own order went to others',
  outranked: 'stable: every place went to people whom it ranks higher, or is kept for',
  outbid: 'every place went to people for whom it was worth more',
  'not-proven': 'the search was stopped before it was proven',
};

export class ExplainedPlaceDto implements ExplainedPlace {
  @ApiProperty({ type: AllocatedPlaceDto })
  readonly place!: AllocatedPlaceDto;

  @ApiProperty(codes(PLACE_REASONS))
  readonly reason!: ExplainedPlace['reason'];

  @ApiProperty({ type: String, example: "The best available at today's prices: 640,000 points, at a price of 12,500 points." })
  readonly sentence!: string;

  @ApiProperty({ type: [OtherPlaceDto], description: 'The highest score first.' })
  readonly others!: readonly OtherPlaceDto[];
}
