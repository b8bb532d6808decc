import { BANDS, STANDARD_STATUSES, type Band, type EntryNeeds, type LadderCourse, type LadderStep, type LadderVersion, type LadderWay, type Pathway, type StandardStart, type StandardStatus, type StandardTerms } from '#lib/kernel';
import type { LaddersInForce, SentLadder, SentStandard } from '#lib/opportunities';
import { ApiProperty } from '@nestjs/swagger';
import { codes, PATHWAYS } from '../codes.js';
import { CalendarDate, Entries, Entry, ListOf, OfCity, OneOf, ShortCode, TextLine, WholeNumber, YesOrNo } from '../request-fields.js';

const STANDARD = /^[A-Z]{2}\d{4}$/;
const SKILL = /^[a-z][a-z0-9-]{1,59}$/;
const MOST_MONTHS = 120;
const MOST_PENCE = 10_000_000;
const EXAMPLE_NEEDS: EntryNeeds = { level: 2, englishLevel: 1, mathsLevel: 1, skillCodes: [] };
const EXAMPLE_STEP: LadderStep = { code: 'clinic-assistant', title: 'Clinic assistant', band: '2', level: 2, registrationCode: null, skillCodes: ['customer-service'], isEntry: true, isVerified: true };
const VERIFIED = 'Whether its figures were checked against a public source.';

function StandardCode(text: { readonly description: string; readonly nullable?: true; readonly example: unknown }): PropertyDecorator {
  return TextLine(6, 6, text);
}

const isStandard = (value: unknown): boolean => typeof value === 'string' && STANDARD.test(value);
const isSkill = (value: unknown): boolean => typeof value === 'string' && SKILL.test(value);

export class DayQuery {
  @CalendarDate({ required: false, description: 'As of this day; today when left out.' })
  readonly on?: string;
}

export class StandardStartQuery {
  @StandardCode({ description: 'Reference of an apprenticeship standard.', example: 'ST0216' })
  readonly standardCode!: string;

  @CalendarDate({ description: 'The first day of the apprenticeship.', example: '2026-09-01' })
  readonly startsOn!: string;
}

class EntryNeedsBody implements EntryNeeds {
  @WholeNumber(0, 8, { description: 'Highest qualification, 0 for none.', example: 2 })
  readonly level!: number;

  @WholeNumber(0, 2, { description: 'English.', example: 1 })
  readonly englishLevel!: number;

  @WholeNumber(0, 2, { description: 'Maths.', example: 1 })
  readonly mathsLevel!: number;

  @ListOf(0, 20, { type: 'string' }, isSkill, 'codes of skills', { description: 'Skills, all of them.', example: [] })
  readonly skillCodes!: readonly string[];
}

class CreditBody {
  @ShortCode({ description: 'A skill that somebody may bring.', example: 'vaccination' })
  readonly skillCode!: string;

  @WholeNumber(0, MOST_MONTHS, { description: 'Months that it saves.', example: 2 })
  readonly months!: number;
}

export class LadderStepBody implements LadderStep {
  @ShortCode({ description: 'The same on every ladder that has the step.', example: 'hcsw' })
  readonly code!: string;

  @TextLine(1, 120, { description: 'What people call it.', example: 'Healthcare support worker' })
  readonly title!: string;

  @OneOf(BANDS, { nullable: true, description: 'Agenda for Change band; null outside it.', example: '2' })
  readonly band!: Band | null;

  @WholeNumber(0, 8, { description: 'Level of the qualification it usually has.', example: 2 })
  readonly level!: number;

  @ShortCode({ nullable: true, description: 'The register that one must be on; null for none.', example: null })
  readonly registrationCode!: string | null;

  @ListOf(0, 20, { type: 'string' }, isSkill, 'codes of skills', { description: 'What somebody in it learns to do.', example: ['personal-care'] })
  readonly skillCodes!: readonly string[];

  @YesOrNo({ description: 'Whether people can be here without a way that leads here.', example: true })
  readonly isEntry!: boolean;

  @YesOrNo({ description: VERIFIED, example: true })
  readonly isVerified!: boolean;
}

export class LadderWayBody implements LadderWay {
  @TextLine(2, 160, { description: 'Of its own.', example: 'hcsw-to-senior-hcsw' })
  readonly code!: string;

  @ShortCode({ nullable: true, description: 'The step before; null: from outside, whatever somebody does now.', example: 'hcsw' })
  readonly from!: string | null;

  @ShortCode({ description: 'The step it leads to.', example: 'senior-hcsw' })
  readonly to!: string;

  @OneOf(['standard', 'qualification', 'experience'], { description: 'By an apprenticeship standard, by another qualification, or by being hired and trained in the post.', example: 'standard' })
  readonly by!: LadderWay['by'];

  @StandardCode({ nullable: true, description: 'The standard, where it is one.', example: 'ST0217' })
  readonly standardCode!: string | null;

  @TextLine(1, 160, { description: 'What people call it.', example: 'Apprenticeship ST0217' })
  readonly title!: string;

  @WholeNumber(0, MOST_MONTHS, { nullable: true, description: 'Months of training; null: those of the standard on the day of the start.', example: null })
  readonly months!: number | null;

  @YesOrNo({ description: 'Paid while learning.', example: true })
  readonly isEarnAndLearn!: boolean;

  @ShortCode({ nullable: true, description: 'Step whose pay counts while learning; null: the pay of the step before.', example: null })
  readonly paidAs!: string | null;

  @WholeNumber(0, MOST_PENCE, { description: 'What it costs the person, pence.', example: 0 })
  readonly costPence!: number;

  @Entry(EntryNeedsBody, { description: 'What must be held before it begins.', example: EXAMPLE_NEEDS })
  readonly needs!: EntryNeedsBody;

  @WholeNumber(0, MOST_MONTHS, { description: 'Months in the step before that are asked for.', example: 6 })
  readonly monthsInStep!: number;

  @Entries(0, 20, CreditBody, { description: 'Months that prior learning saves. The least training by law stays.', example: [] })
  readonly credits!: readonly CreditBody[];

  @WholeNumber(0, MOST_MONTHS, { nullable: true, description: 'Months that one usually waits while no place is advertised; null: begun only on an advertised place.', example: 3 })
  readonly usualWaitMonths!: number | null;

  @YesOrNo({ description: 'Open to starts. A closed way is kept, so that people see why it is not offered.', example: true })
  readonly isOpen!: boolean;

  @YesOrNo({ description: VERIFIED, example: true })
  readonly isVerified!: boolean;
}

export class LadderCourseBody implements LadderCourse {
  @ShortCode({ description: 'Of its own.', example: 'maths-level-2' })
  readonly code!: string;

  @TextLine(1, 160, { description: 'What people call it.', example: 'Functional Skills maths level 2' })
  readonly title!: string;

  @ListOf(0, 6, { type: 'string' }, (value) => typeof value === 'string' && value.length > 0 && value.length <= 40, 'words', { description: 'A listed course is one of these when its title has all these words, in small letters, and its level is the highest that this gives.', example: ['math'] })
  readonly titleWords!: readonly string[];

  @Entry(EntryNeedsBody, { description: 'What it gives.', example: EXAMPLE_NEEDS })
  readonly gives!: EntryNeedsBody;

  @Entry(EntryNeedsBody, { description: 'What must be held before it begins.', example: EXAMPLE_NEEDS })
  readonly needs!: EntryNeedsBody;

  @WholeNumber(0, MOST_MONTHS, { description: 'Months.', example: 4 })
  readonly months!: number;

  @WholeNumber(0, MOST_PENCE, { description: 'What it costs the person, pence.', example: 0 })
  readonly costPence!: number;

  @YesOrNo({ description: 'Taken beside the job, so that pay goes on.', example: true })
  readonly isBesideWork!: boolean;

  @WholeNumber(0, MOST_MONTHS, { nullable: true, description: 'Months that one usually waits while none is advertised; null: only an advertised one.', example: 2 })
  readonly usualWaitMonths!: number | null;

  @YesOrNo({ description: VERIFIED, example: true })
  readonly isVerified!: boolean;
}

export class LadderBody implements SentLadder {
  @OfCity()
  readonly city?: string;

  @ShortCode({ description: 'Of the ladder. One that there is not yet makes a new ladder.', example: 'clinics' })
  readonly code!: string;

  @TextLine(1, 120, { description: 'What people call it.', example: 'Clinics' })
  readonly name!: string;

  @OneOf(Object.keys(PATHWAYS), { description: 'The family of ladders.', example: 'administration' })
  readonly pathway!: Pathway;

  @CalendarDate({ description: 'The day from which it holds; later than that of every version before.', example: '2026-12-01' })
  readonly fromOn!: string;

  @Entries(0, 100, LadderStepBody, { description: 'All steps. A way may also lead to a step of another ladder.', example: [EXAMPLE_STEP] })
  readonly steps!: LadderStepBody[];

  @Entries(0, 300, LadderWayBody, { description: 'All ways up.', example: [] })
  readonly ways!: LadderWayBody[];

  @Entries(0, 100, LadderCourseBody, { description: 'Courses that give what ways ask for.', example: [] })
  readonly courses!: LadderCourseBody[];

  @TextLine(1, 500, { description: 'Why it is changed. Nothing of a person belongs here.', example: 'A ladder for the new clinics.' })
  readonly note!: string;

  @WholeNumber(0, 2_147_483_647, { description: 'The highest `version` of it that was read, 0 for a new ladder. When another has been saved since, nothing is changed (409).', example: 0 })
  readonly version!: number;
}

class LadderDto implements LadderVersion {
  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty(codes(PATHWAYS))
  readonly pathway!: Pathway;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly version!: number;

  @ApiProperty({ type: String, format: 'date', description: 'The day from which this version holds.' })
  readonly fromOn!: string;

  @ApiProperty({ type: [LadderStepBody] })
  readonly steps!: readonly LadderStepBody[];

  @ApiProperty({ type: [LadderWayBody] })
  readonly ways!: readonly LadderWayBody[];

  @ApiProperty({ type: [LadderCourseBody] })
  readonly courses!: readonly LadderCourseBody[];
}

class LadderProblemDto {
  @ApiProperty({ type: String })
  readonly ladderCode!: string;

  @ApiProperty({ type: String, description: 'What kind of problem, as `closed-standard`.' })
  readonly problem!: LaddersInForce['problems'][number]['problem'];

  @ApiProperty({ type: String, description: 'Where in the ladder, as `/ways/3/standardCode`; empty when another ladder is concerned.' })
  readonly pointer!: string;

  @ApiProperty({ type: String, description: 'Which step or way, and how to put it right.' })
  readonly sentence!: string;
}

export class LaddersDto implements LaddersInForce {
  @ApiProperty({ type: String, format: 'date' })
  readonly on!: string;

  @ApiProperty({ type: [LadderDto] })
  readonly ladders!: readonly LadderDto[];

  @ApiProperty({ type: [LadderProblemDto], description: 'What is wrong with them on that day, as a standard that was retired since they were saved; empty when nothing is.' })
  readonly problems!: readonly LadderProblemDto[];
}

const STATUSES: Readonly<Record<StandardStatus, string>> = { live: 'takes starts', 'in-revision': 'takes starts, and is being revised', retired: 'takes no starts any more', 'not-yet': 'takes no starts yet' };

export class StandardBody implements SentStandard {
  @OfCity()
  readonly city?: string;

  @StandardCode({ description: 'Reference of the standard.', example: 'ST0216' })
  readonly code!: string;

  @TextLine(1, 12, { nullable: true, description: 'Its code among learning aims, by which national adverts name it; null when not known.', example: '103' })
  readonly larsCode!: string | null;

  @TextLine(1, 160, { description: 'Its name.', example: 'Healthcare support worker' })
  readonly name!: string;

  @WholeNumber(0, 8, { description: 'Its level.', example: 2 })
  readonly level!: number;

  @CalendarDate({ description: 'Starts from this day on are on these terms, until the next that are recorded.', example: '2027-08-01' })
  readonly fromOn!: string;

  @OneOf(STANDARD_STATUSES, { description: 'Whether it takes starts.', example: 'live' })
  readonly status!: StandardStatus;

  @WholeNumber(0, MOST_MONTHS, { nullable: true, description: 'Typical months; null when not known.', example: 8 })
  readonly months!: number | null;

  @WholeNumber(0, MOST_PENCE, { nullable: true, description: 'The most that is funded, pence; null when not known.', example: 500_000 })
  readonly fundingPence!: number | null;

  @ListOf(0, 6, { type: 'string', pattern: STANDARD.source }, isStandard, 'references, as ST0216', { description: 'What takes its place when it is retired, best first.', example: [] })
  readonly successorCodes!: readonly string[];

  @YesOrNo({ description: VERIFIED, example: true })
  readonly isVerified!: boolean;

  @TextLine(1, 500, { description: 'Where the figures were read.', example: 'Published list of August 2027.' })
  readonly note!: string;
}

class StandardDto implements StandardTerms {
  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly larsCode!: string | null;

  @ApiProperty({ type: String })
  readonly name!: string;

  @ApiProperty({ type: 'integer' })
  readonly level!: number;

  @ApiProperty({ type: String, format: 'date', description: 'Starts from this day on are on these terms.' })
  readonly fromOn!: string;

  @ApiProperty(codes(STATUSES))
  readonly status!: StandardStatus;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly months!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The most that is funded.' })
  readonly fundingPence!: number | null;

  @ApiProperty({ type: [String] })
  readonly successorCodes!: readonly string[];

  @ApiProperty({ type: Boolean, description: VERIFIED })
  readonly isVerified!: boolean;
}

export class StandardsDto {
  @ApiProperty({ type: String, format: 'date' })
  readonly on!: string;

  @ApiProperty({ type: [StandardDto], description: 'In the order of their references.' })
  readonly standards!: readonly StandardDto[];
}

class SuccessorDto {
  @ApiProperty({ type: String })
  readonly code!: string;

  @ApiProperty({ type: String })
  readonly name!: string;
}

export class StandardStartDto {
  @ApiProperty({ type: Boolean, description: 'Whether an apprenticeship can start on it on that day.' })
  readonly isOpen!: boolean;

  @ApiProperty({ type: String, description: 'The terms of the start, or why it is refused and what to use instead.' })
  readonly sentence!: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Typical months; null when refused or not known.' })
  readonly months!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The least months by the funding rules of that day; null when refused.' })
  readonly leastMonths!: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The most that is funded; null when refused or not known.' })
  readonly fundingPence!: number | null;

  @ApiProperty({ type: [SuccessorDto], description: 'What takes its place, when it is retired.' })
  readonly successors!: readonly SuccessorDto[];

  static of(start: StandardStart): StandardStartDto {
    if (!start.ok) return { isOpen: false, sentence: start.sentence, months: null, leastMonths: null, fundingPence: null, successors: start.successors };
    return { isOpen: true, sentence: start.sentence, months: start.terms.months, leastMonths: start.least.months, fundingPence: start.terms.fundingPence, successors: [] };
  }
}
