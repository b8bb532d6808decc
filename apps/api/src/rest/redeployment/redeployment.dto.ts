import type { CohortChoice, CohortPage, CohortPerson, InternalSuggestion, InternalSuggestions, RedeploymentCohort, RedeploymentOfCandidate, RedeploymentRulesVersion, SentRedeployment, SentRedeploymentRules } from '#lib/brokerage';
import type { BandNotice, CarriedOver, Nearness, NoticePeriod, PostRule, RedeploymentDay, RedeploymentPhase, RedeploymentPlan, RedeploymentRules } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { TermsBody } from '../allocations/terms.sent.js';
import { codes } from '../codes.js';
import { FittingOpportunityDto } from '../match-runs/matches-now.dto.js';
import { NEXT_PAGE } from '../page.dto.js';
import { CalendarDate, CalendarMonth, Entries, Entry, Identifiers, ListOf, OfCity, ShortCode, TextLine, WholeNumber, WholeNumberText, YesOrNo } from '../request-fields.js';

const DAY = { type: String, format: 'date', nullable: true } as const;
const isBand = (value: unknown): boolean => typeof value === 'string' && /^[1-9][a-d]?$/.test(value);
const isSkill = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9-]{1,59}$/.test(value);
const isLine = (value: unknown): boolean => typeof value === 'string' && value.length > 0 && value.length <= 200 && !/\p{Cc}/u.test(value);

export class RedeploymentBody implements SentRedeployment {
  @TextLine(1, 60, { nullable: true, description: 'The organisation that employs the person, by its code; null when it is not in the list.', example: null })
  readonly employerCode!: string | null;

  @ShortCode({ nullable: true, description: 'The post that ends, by its code in the rules; null when it is none of them.', example: 'vaccinator' })
  readonly postCode!: string | null;

  @TextLine(1, 5, { nullable: true, description: 'The band of the post; null when it has none.', example: '3' })
  readonly band!: string | null;

  @CalendarDate({ nullable: true, description: 'First day of continuous service; null when not known.', example: '2021-02-01' })
  readonly serviceStartedOn!: string | null;

  @CalendarDate({ nullable: true, description: 'When the contract ends. It changes the candidate’s own record; the partner’s next file with other facts does too.', example: '2026-12-31' })
  readonly contractEndsOn!: string | null;

  @WholeNumber(0, 52, { nullable: true, description: 'Weeks of notice by the person’s own contract; null: as the band has it.', example: null })
  readonly agreedWeeks!: number | null;

  @CalendarDate({ nullable: true, description: 'When notice was given; null: not yet.', example: null })
  readonly noticeGivenOn!: string | null;

  @CalendarDate({ nullable: true, description: 'First day in a new post that is tried; null: none.', example: null })
  readonly trialStartedOn!: string | null;

  @CalendarDate({ nullable: true, description: 'Last day of a trial that was agreed to be longer, for retraining; null: four weeks.', example: null })
  readonly trialUntilOn!: string | null;

  @WholeNumber(0, 1_000_000, { description: 'The `version` that was read; 0 for the first.', example: 0 })
  readonly version!: number;
}

class NoticePeriodDto implements NoticePeriod {
  @ApiProperty({ type: 'integer', nullable: true, description: 'By law, from the length of service; null: service is not known.' })
  readonly statutoryWeeks!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'By contract; null: neither the contract nor the band is known.' })
  readonly contractualWeeks!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The longer of what is known.' })
  readonly weeks!: number | null;
}

const WHATS: Readonly<Record<RedeploymentDay['what'], string>> = {
  'internal-first': 'from then on posts inside come first',
  notice: 'notice is to be given, or was',
  'contract-end': 'the contract ends',
  'new-start': 'the last day on which a new post can start and count as redeployment',
  'trial-end': 'the trial in a new post ends',
};

const PHASES: Readonly<Record<RedeploymentPhase, string>> = {
  'no-end-known': 'no end of the contract is known',
  'not-yet': 'it ends, but not soon',
  'at-risk': 'it ends soon: posts inside come first',
  'under-notice': 'notice has been given',
  trial: 'tries a new post',
  ended: 'the contract has ended',
};

class RedeploymentDayDto implements RedeploymentDay {
  @ApiProperty(codes(WHATS))
  readonly what!: RedeploymentDay['what'];

  @ApiProperty({ type: String, format: 'date' })
  readonly on!: string;

  @ApiProperty({ enum: ['done', 'due', 'late', 'ahead'] })
  readonly state!: RedeploymentDay['state'];

  @ApiProperty({ type: String, description: 'What to do, in a sentence.' })
  readonly words!: string;
}

class RedeploymentPlanDto implements RedeploymentPlan {
  @ApiProperty(codes(PHASES))
  readonly phase!: RedeploymentPhase;

  @ApiProperty({ type: NoticePeriodDto, description: 'As it would be if it were given today, or was when it was given.' })
  readonly notice!: NoticePeriodDto;

  @ApiProperty({ type: [RedeploymentDayDto], description: 'In the order of days.' })
  readonly days!: readonly RedeploymentDayDto[];

  @ApiProperty({ type: Boolean, description: 'Posts inside come first among suggestions.' })
  readonly isInternalFirst!: boolean;
}

class CarriedSkillDto {
  @ApiProperty({ type: String, example: 'vaccination' })
  readonly code!: string;

  @ApiProperty({ type: Boolean, description: 'Whether the candidate’s record has it already, so that it counts in matches.' })
  readonly isRecorded!: boolean;
}

class CarriedOverDto implements CarriedOver {
  @ApiProperty({ type: String, nullable: true })
  readonly postCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly postName!: string | null;

  @ApiProperty({ type: [CarriedSkillDto], description: 'Shown as credit, and never written into the record by itself.' })
  readonly skills!: readonly CarriedSkillDto[];

  @ApiProperty({ type: [String], description: 'What a course or an apprenticeship may count as learnt already.' })
  readonly priorLearning!: readonly string[];
}

export class RedeploymentDto implements RedeploymentOfCandidate {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: 'integer', description: '0: nothing is recorded yet. Whoever saves sends it back.' })
  readonly version!: number;

  @ApiProperty({ type: String, nullable: true })
  readonly employerCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'By its code in the rules; `vaccination` where a file only says that it is in vaccination.' })
  readonly postCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly band!: string | null;

  @ApiProperty(DAY)
  readonly serviceStartedOn!: string | null;

  @ApiProperty(DAY)
  readonly contractEndsOn!: string | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly agreedWeeks!: number | null;

  @ApiProperty(DAY)
  readonly noticeGivenOn!: string | null;

  @ApiProperty(DAY)
  readonly trialStartedOn!: string | null;

  @ApiProperty(DAY)
  readonly trialUntilOn!: string | null;

  @ApiProperty({ type: RedeploymentPlanDto })
  readonly plan!: RedeploymentPlanDto;

  @ApiProperty({ type: CarriedOverDto })
  readonly carriedOver!: CarriedOverDto;
}

const NEARNESSES: Readonly<Record<Nearness, string>> = { 'same-employer': 'of the present employer', 'nhs-near-by': 'of another NHS employer of the ICS', elsewhere: 'anywhere else' };

class InternalSuggestionDto extends FittingOpportunityDto implements InternalSuggestion {
  @ApiProperty(codes(NEARNESSES))
  readonly nearness!: Nearness;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Its place by score alone.' })
  readonly placeByScore!: number;

  @ApiProperty({ type: [String], description: 'Skills that it asks for or would like and that the person carries over.' })
  readonly carriedSkills!: readonly string[];
}

export class InternalSuggestionsDto implements InternalSuggestions {
  @ApiProperty({ type: String, format: 'date' })
  readonly asOfOn!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many fit in all, also beyond the list.' })
  readonly eligibleCount!: number;

  @ApiProperty({ type: Boolean, description: 'Whether posts inside come first; by score alone otherwise.' })
  readonly isInternalFirst!: boolean;

  @ApiProperty({ type: [InternalSuggestionDto], description: 'Of the same employer first, then of the NHS near by, then the rest; within each, best first. No score is changed.' })
  readonly matches!: readonly InternalSuggestionDto[];
}

export class CohortsQuery {
  @CalendarMonth({ description: 'The first month.', example: '2026-11' })
  readonly from!: string;

  @CalendarMonth({ description: 'The last month.', example: '2027-10' })
  readonly to!: string;
}

export class CohortAllocation extends TermsBody implements CohortChoice {
  @CalendarMonth({ description: 'In which the contracts end.', example: '2026-12' })
  readonly month!: string;

  @TextLine(1, 60, { required: false, description: 'The code of the employer, or `unknown`; any when left out.' })
  readonly employer?: string;

  @ShortCode({ required: false, description: 'The code of the post, or `unknown`; any when left out.' })
  readonly post?: string;

  @Identifiers(10_000, { required: false, description: 'The market by name. Everything that is open, when left out.' })
  readonly opportunityIds?: string[];

  @WholeNumber(0, 2_147_483_647, { required: false, example: 1948, description: 'Decides between allocations that are worth the same. Drawn when left out, and kept.' })
  readonly seed?: number;
}

class CohortQuery implements CohortChoice {
  @CalendarMonth({ description: 'In which the contracts end.', example: '2026-12' })
  readonly month!: string;

  @TextLine(1, 60, { required: false, description: 'The code of the employer, or `unknown`; any when left out.' })
  readonly employer?: string;

  @ShortCode({ required: false, description: 'The code of the post, or `unknown`; any when left out.' })
  readonly post?: string;
}

export class CohortPeopleQuery extends CohortQuery {
  @TextLine(1, 60, { required: false, description: 'The `next` of the page before. The first page when left out.' })
  readonly after?: string;

  @WholeNumberText(1, 200, { required: false, default: 50, description: 'Rows on the page.' })
  readonly limit: number = 50;
}

class CohortDto implements RedeploymentCohort {
  @ApiProperty({ type: String, example: '2026-12' })
  readonly month!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null: not recorded.' })
  readonly employerCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly employerName!: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Null: not recorded.' })
  readonly postCode!: string | null;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly people!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Of them, who have no offer and no start ahead.' })
  readonly withoutOffer!: number;
}

export class CohortsDto {
  @ApiProperty({ type: [CohortDto], description: 'In the order of months. What is not recorded comes last in each.' })
  readonly cohorts!: CohortDto[];
}

class CohortPersonDto implements CohortPerson {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly candidateId!: string;

  @ApiProperty({ type: String })
  readonly reference!: string;

  @ApiProperty({ type: String })
  readonly givenName!: string;

  @ApiProperty({ type: String })
  readonly familyName!: string;

  @ApiProperty({ type: String, description: 'Of the organisation that looks after the person.' })
  readonly organisationCode!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly employerCode!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly postCode!: string | null;

  @ApiProperty({ type: String, format: 'date' })
  readonly contractEndsOn!: string;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly liveReferrals!: number;

  @ApiProperty(codes(PHASES))
  readonly phase!: RedeploymentPhase;

  @ApiProperty({ type: RedeploymentDayDto, nullable: true, description: 'What is next; null when nothing is.' })
  readonly next!: RedeploymentDayDto | null;
}

export class CohortPageDto implements CohortPage {
  @ApiProperty({ type: [CohortPersonDto], description: 'In the order of the days on which contracts end.' })
  readonly people!: CohortPersonDto[];

  @ApiProperty({ type: String, nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}

class BandNoticeBody implements BandNotice {
  @ListOf(1, 20, { type: 'string' }, isBand, 'bands, as 5 or 8a', { description: 'Bands with this notice.', example: ['5', '6'] })
  readonly bands!: string[];

  @WholeNumber(0, 52, { description: 'Weeks.', example: 8 })
  readonly weeks!: number;
}

class PostBody implements PostRule {
  @ShortCode({ description: 'How it is recorded.', example: 'vaccinator' })
  readonly code!: string;

  @TextLine(1, 100, { description: 'What it is, for people.', example: 'Vaccinator' })
  readonly name!: string;

  @ListOf(0, 40, { type: 'string' }, isSkill, 'codes of skills, as patient-contact', { description: 'Skills that whoever has held it has.', example: ['vaccination'] })
  readonly skillCodes!: string[];

  @ListOf(0, 20, { type: 'string' }, isLine, 'lines of up to 200 characters', { description: 'What may be counted as learnt already.', example: ['Parts of the Care Certificate'] })
  readonly priorLearning!: string[];
}

class RedeploymentRulesBody implements RedeploymentRules {
  @Entries(0, 20, BandNoticeBody, { description: 'Notice by contract, by band. What the law gives is not here: a contract cannot take from it.', example: [{ bands: ['5', '6'], weeks: 8 }] })
  readonly notice!: BandNoticeBody[];

  @WholeNumber(0, 52, { description: 'Weeks before notice is due from which posts inside come first.', example: 12 })
  readonly atRiskWeeks!: number;

  @Entries(1, 100, PostBody, { description: 'Posts that end, and what people bring from them. `vaccination` stays: it stands for posts in vaccination of which no more is known.', example: [{ code: 'vaccination', name: 'A post in vaccination', skillCodes: ['vaccination'], priorLearning: [] }] })
  readonly posts!: PostBody[];
}

export class NewRedeploymentRulesBody implements SentRedeploymentRules {
  @CalendarDate({ description: 'The first day of these rules.', example: '2099-12-01' })
  readonly fromOn!: string;

  @TextLine(1, 500, { description: 'Where they come from.', example: 'Terms and conditions of the trusts of the City' })
  readonly source!: string;

  @YesOrNo({ description: 'Whether somebody has compared them with the source.', example: true })
  readonly isVerified!: boolean;

  @Entry(RedeploymentRulesBody, { description: 'The rules, as `showRedeploymentRules` answers them.', example: { notice: [], atRiskWeeks: 12, posts: [{ code: 'vaccination', name: 'A post in vaccination', skillCodes: ['vaccination'], priorLearning: [] }] } })
  readonly rules!: RedeploymentRulesBody;

  @WholeNumber(0, 1_000_000, { description: 'The `latestVersion` that was read; 0 for the City’s first.', example: 0 })
  readonly version!: number;

  @OfCity()
  readonly city?: string;
}

export class RedeploymentRulesDto implements RedeploymentRulesVersion {
  @ApiProperty({ type: 'integer', description: 'The City’s version; 0: it has none that has begun, and these are for everybody.' })
  readonly version!: number;

  @ApiProperty({ type: 'integer', description: 'The City’s newest version, which may begin later. Whoever saves sends it back.' })
  readonly latestVersion!: number;

  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String })
  readonly source!: string;

  @ApiProperty({ type: Boolean, description: 'Whether somebody has compared them with the source.' })
  readonly isVerified!: boolean;

  @ApiProperty({ type: RedeploymentRulesBody })
  readonly rules!: RedeploymentRules;
}
