import type { ChecksDetail, CheckRulesVersion, SentCheckRules, SentCheckStep } from '#lib/brokerage';
import { CHECK_STANDARDS, CHECK_STEPS, MOST_DOCUMENTS, NOT_NEEDED_REASONS, REFERRAL_STATUSES, SHOWN_BY, type CheckEvent, type CheckRules, type CheckStandard, type CheckState, type CheckStep, type IdentityProof, type ReferralStatus, type ShownBy } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, Entries, Entry, ListOf, OfCity, OneOf, ShortCode, TextLine, WholeNumber, YesOrNo } from '../request-fields.js';

const CHECKS: Readonly<Record<CheckStandard, string>> = {
  identity: 'who the person is',
  'right-to-work': 'the right to work',
  registration: 'professional registration and qualifications',
  references: 'employment history and references',
  'criminal-record': 'the DBS check of the level that the post asks for',
  'work-health': 'occupational health',
};

const STEPS: Readonly<Record<CheckStep, string>> = {
  ask: 'the person was asked for it',
  provide: 'the person has given what is needed',
  pass: 'it is done and in order',
  'raise-concern': 'something has to be talked about first',
  'not-needed': 'it is not needed, `reasonCode` says why',
};

const STATES: Readonly<Record<CheckState, string>> = {
  'not-asked': 'not asked for yet',
  asked: 'waiting for the person',
  provided: 'waiting for the result',
  passed: 'in order',
  concern: 'held up by a concern',
  'not-needed': 'not needed',
};

const DOCUMENTS = { type: 'string', example: 'passport' };
const isCode = (value: unknown): boolean => typeof value === 'string' && /^[a-z][a-z0-9-]{1,59}$/.test(value);

export class CheckStepBody implements SentCheckStep {
  @OneOf(CHECK_STANDARDS, { description: codes(CHECKS).description, example: 'references' })
  readonly check!: CheckStandard;

  @OneOf(CHECK_STEPS, { description: codes(STEPS).description, example: 'ask' })
  readonly step!: CheckStep;

  @CalendarDate({ required: false, description: 'When; today when left out.' })
  readonly happenedOn?: string;

  @ShortCode({ required: false, example: 'factual', description: 'In which way, by its code in the rules of checks.' })
  readonly methodCode?: string;

  @ListOf(1, MOST_DOCUMENTS, DOCUMENTS, isCode, 'codes of documents, as passport', { required: false, example: ['passport'], description: 'For identity: what was seen, by code. Never a number on a document.' })
  readonly documentCodes?: string[];

  @OneOf(Object.keys(NOT_NEEDED_REASONS), { required: false, example: 'held-already', description: codes(NOT_NEEDED_REASONS, 'For `not-needed`:').description })
  readonly reasonCode?: string;
}

class MethodBody {
  @ShortCode({ description: 'How it is recorded.', example: 'factual' })
  readonly code!: string;

  @TextLine(1, 200, { description: 'What it is, for people.', example: 'facts only, from the personnel department' })
  readonly words!: string;
}

class TargetDaysBody {
  @WholeNumber(0, 365, { description: 'Days that the person should need.', example: 3 })
  readonly person!: number;

  @WholeNumber(0, 365, { description: 'Days that the result should need after that.', example: 10 })
  readonly result!: number;
}

class CheckRuleBody {
  @OneOf(CHECK_STANDARDS, { description: codes(CHECKS).description, example: 'references' })
  readonly check!: CheckStandard;

  @OneOf(REFERRAL_STATUSES, { description: 'The first status of a case in which it may be asked for.', example: 'offered' })
  readonly askedFrom!: ReferralStatus;

  @TextLine(1, 300, { description: 'Why not before: the law or the standard.', example: 'References are asked for once an offer has been made.' })
  readonly because!: string;

  @TextLine(1, 500, { description: 'What to say to the person.', example: 'Name who can confirm your last three years.' })
  readonly toThePerson!: string;

  @Entries(1, 20, MethodBody, { description: 'How it can be done, the usual way first.', example: [{ code: 'factual', words: 'facts only, from the personnel department' }] })
  readonly methods!: MethodBody[];

  @TextLine(1, 100, { description: 'From whom the result comes.', example: 'the referees' })
  readonly resultFrom!: string;

  @Entry(TargetDaysBody, { description: 'How long it should take.', example: { person: 3, result: 10 } })
  readonly targetDays!: TargetDaysBody;
}

class IdentityDocumentBody {
  @ShortCode({ description: 'How it is recorded.', example: 'passport' })
  readonly code!: string;

  @TextLine(1, 200, { description: 'What it is, for people.', example: 'a passport' })
  readonly words!: string;

  @ListOf(1, SHOWN_BY.length, { type: 'string', enum: SHOWN_BY }, (value) => SHOWN_BY.some((kind) => kind === value), 'words of photograph, signed-photograph, no-photograph, address', { description: 'What it can show. It counts for one of them.', example: ['photograph'] })
  readonly shows!: ShownBy[];
}

class NeededDocumentsBody implements Record<ShownBy, number> {
  @WholeNumber(0, MOST_DOCUMENTS, { description: 'Documents with a photograph.', example: 1 })
  readonly photograph!: number;

  @WholeNumber(0, MOST_DOCUMENTS, { description: 'Photographs signed by somebody of standing.', example: 0 })
  readonly 'signed-photograph'!: number;

  @WholeNumber(0, MOST_DOCUMENTS, { description: 'Documents on the person without a photograph.', example: 0 })
  readonly 'no-photograph'!: number;

  @WholeNumber(0, MOST_DOCUMENTS, { description: 'Documents that show the address.', example: 2 })
  readonly address!: number;
}

class IdentityOptionBody {
  @TextLine(1, 200, { description: 'What it is, for people.', example: 'one document with a photograph and two that show the address' })
  readonly words!: string;

  @Entry(NeededDocumentsBody, { description: 'How many documents of each kind are enough.', example: { photograph: 1, 'signed-photograph': 0, 'no-photograph': 0, address: 2 } })
  readonly needs!: NeededDocumentsBody;
}

class IdentityRulesBody {
  @Entries(1, 60, IdentityDocumentBody, { description: 'Documents that can be brought.', example: [{ code: 'passport', words: 'a passport', shows: ['photograph'] }] })
  readonly documents!: IdentityDocumentBody[];

  @Entries(1, 20, IdentityOptionBody, { description: 'Combinations that are enough, the usual one first.', example: [{ words: 'a passport', needs: { photograph: 1, 'signed-photograph': 0, 'no-photograph': 0, address: 0 } }] })
  readonly options!: IdentityOptionBody[];
}

class SixCheckRulesBody {
  @Entries(1, 12, CheckRuleBody, { description: 'One rule for each of the six checks.', example: [] })
  readonly checks!: CheckRuleBody[];

  @Entry(IdentityRulesBody, { description: 'Which documents prove who somebody is.', example: { documents: [], options: [] } })
  readonly identity!: IdentityRulesBody;
}

export class CheckRulesBody implements SentCheckRules {
  @CalendarDate({ description: 'The first day of these rules.', example: '2099-12-01' })
  readonly fromOn!: string;

  @TextLine(1, 500, { description: 'Where they come from.', example: 'NHS employment check standards of November 2026' })
  readonly source!: string;

  @YesOrNo({ description: 'Whether somebody has compared them with the source.', example: true })
  readonly isVerified!: boolean;

  @Entry(SixCheckRulesBody, { description: 'The rules, as `showCheckRules` answers them.', example: {} })
  readonly rules!: SixCheckRulesBody;

  @WholeNumber(0, 1_000_000, { description: 'The `latestVersion` that was read; 0 for the City’s first.', example: 0 })
  readonly version!: number;

  @OfCity()
  readonly city?: string;
}

export class CheckRulesVersionDto implements CheckRulesVersion {
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

  @ApiProperty({ type: SixCheckRulesBody })
  readonly rules!: CheckRules;
}

type Check = ChecksDetail['checks'][number];

class CheckStepDaysDto {
  @ApiProperty({ enum: ['person', 'result'], description: 'Whom it waits for.' })
  readonly waitingFor!: 'person' | 'result';

  @ApiProperty({ type: String, format: 'date' })
  readonly since!: string;

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Null while it lasts.' })
  readonly until!: string | null;

  @ApiProperty({ type: 'integer' })
  readonly days!: number;

  @ApiProperty({ type: 'integer' })
  readonly targetDays!: number;
}

class CaseCheckDto implements Check {
  @ApiProperty(codes(CHECKS))
  readonly check!: CheckStandard;

  @ApiProperty(codes(STATES))
  readonly state!: CheckState;

  @ApiProperty({ type: String, nullable: true, description: 'For the criminal record: the level of the DBS check.' })
  readonly level!: string | null;

  @ApiProperty({ type: Boolean, description: 'Whether the law allows it to be asked for now.' })
  readonly mayBeAsked!: boolean;

  @ApiProperty({ type: [CheckStepDaysDto], description: 'Days in each step.' })
  readonly steps!: readonly CheckStepDaysDto[];

  @ApiProperty({ type: Boolean, description: 'The last step takes longer than it should.' })
  readonly isOverdue!: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'What to do next.' })
  readonly next!: string | null;
}

class NotAskedDto {
  @ApiProperty(codes(CHECKS))
  readonly check!: CheckStandard;

  @ApiProperty({ type: String })
  readonly why!: string;
}

class CheckEventDto implements CheckEvent {
  @ApiProperty(codes(CHECKS))
  readonly check!: CheckStandard;

  @ApiProperty(codes(STEPS))
  readonly step!: CheckStep;

  @ApiProperty({ type: String, format: 'date' })
  readonly happenedOn!: string;

  @ApiProperty({ type: String, nullable: true })
  readonly methodCode!: string | null;

  @ApiProperty({ type: [String] })
  readonly documentCodes!: readonly string[];

  @ApiProperty({ type: String, nullable: true })
  readonly reasonCode!: string | null;
}

class IdentityProofDto {
  @ApiProperty({ type: Boolean })
  readonly isProved!: boolean;

  @ApiProperty({ type: String, required: false, description: 'The combination that the documents satisfy.' })
  readonly option?: string;

  @ApiProperty({ type: String, required: false, description: 'The combination that lacks the fewest.' })
  readonly nearest?: string;

  @ApiProperty({ type: NeededDocumentsBody, required: false, description: 'How many documents of each kind it lacks.' })
  readonly lacks?: NeededDocumentsBody;

  @ApiProperty({ type: String, required: false, description: 'What to bring, in a sentence.' })
  readonly bring?: string;
}

export class ChecksDetailDto implements ChecksDetail {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly referralId!: string;

  @ApiProperty({ type: [CaseCheckDto] })
  readonly checks!: readonly CaseCheckDto[];

  @ApiProperty({ type: [NotAskedDto], description: 'What is not asked, or not yet, and why.' })
  readonly notAsked!: readonly NotAskedDto[];

  @ApiProperty({ type: 'integer', nullable: true, description: 'From the offer to the start, or to today.' })
  readonly daysSinceOffer!: number | null;

  @ApiProperty({ type: Boolean, description: 'Every check is in order or not needed.' })
  readonly isComplete!: boolean;

  @ApiProperty({ type: IdentityProofDto, description: 'How far the documents prove who the person is.' })
  readonly identity!: IdentityProof;

  @ApiProperty({ type: [CheckEventDto], description: 'What was recorded, in that order.' })
  readonly events!: readonly CheckEventDto[];
}
