import type { ReasonChange, ReasonShown } from '#lib/brokerage';
import { REASON_EFFECTS, REASON_MATTERS, REASON_STEPS, REFUSERS, type ReasonEffect, type ReasonMatter, type ReasonStep, type Refuser } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { REFUSERS_IN_WORDS } from '../referrals/referrals.dto.js';
import { ListOf, OneOf, ShortCode, TextLine, WholeNumber, YesOrNo } from '../request-fields.js';

const STEPS: Readonly<Record<ReasonStep, string>> = {
  decline: 'the person says no',
  reject: 'the employer or college says no',
  withdraw: 'a broker takes the referral back',
  expire: 'nothing happened for too long',
  pause: 'a broker pauses the person',
};

const EFFECTS: Readonly<Record<ReasonEffect, string>> = {
  none: 'nothing else happens',
  'set-aside': 'the pair is not suggested until something in `matters` changes, or for `effectDays`',
  recheck: 'the pair is not suggested until a broker has checked it',
  pause: 'the person gets no new suggestions for `effectDays`, or until somebody resumes them',
};

const MATTERS: Readonly<Record<ReasonMatter, string>> = {
  travel: 'the journey', pay: 'the pay', hours: 'the hours', start: 'the start', requirements: 'what is asked for', interest: 'the kind of work',
};

const oneOf = (values: readonly string[]) => (value: unknown): boolean => values.some((one) => one === value);

export class ReasonBody implements ReasonChange {
  @ShortCode({ description: 'Which reason; one that is not in the list is added.', example: 'too-far' })
  readonly code!: string;

  @ListOf(1, REASON_STEPS.length, { type: 'string', enum: [...REASON_STEPS] }, oneOf(REASON_STEPS), `values of: ${REASON_STEPS.join(', ')}`, { description: codes(STEPS, 'When it can be chosen.').description, example: ['decline'] })
  readonly steps!: ReasonStep[];

  @ListOf(1, REFUSERS.length, { type: 'string', enum: [...REFUSERS] }, oneOf(REFUSERS), `values of: ${REFUSERS.join(', ')}`, { description: codes(REFUSERS_IN_WORDS, 'Whose no it is.').description, example: ['candidate'] })
  readonly refusers!: Refuser[];

  @TextLine(3, 120, { description: 'For staff.', example: 'The journey is too long.' })
  readonly words!: string;

  @TextLine(3, 200, { description: 'For the person whom it is about, kindly.', example: 'The journey is too long for you.' })
  readonly kindWords!: string;

  @OneOf(REASON_EFFECTS, { description: codes(EFFECTS).description, example: 'set-aside' })
  readonly effect!: ReasonEffect;

  @WholeNumber(1, 1830, { nullable: true, description: 'How long `set-aside` or `pause` lasts; null: without an end by date.', example: 90 })
  readonly effectDays!: number | null;

  @ListOf(0, REASON_MATTERS.length, { type: 'string', enum: [...REASON_MATTERS] }, oneOf(REASON_MATTERS), `values of: ${REASON_MATTERS.join(', ')}`, { description: codes(MATTERS, 'For `set-aside`: the pair comes back when one of these changes.').description, example: ['travel'] })
  readonly matters!: ReasonMatter[];

  @YesOrNo({ description: 'False retires it: it explains what is past and cannot be chosen.', example: true })
  readonly isOffered!: boolean;

  @TextLine(3, 500, { description: 'Why it is changed, for the audit trail.', example: 'Three months are enough.' })
  readonly note!: string;

  @WholeNumber(0, 2_147_483_647, { description: 'The `version` that was edited; 0 for a reason as it comes, or a new one. When another has been saved since, nothing is changed (409).', example: 0 })
  readonly version!: number;
}

class ReasonDto implements ReasonShown {
  @ApiProperty({ type: String, example: 'too-far' })
  readonly code!: string;

  @ApiProperty({ ...codes(STEPS), isArray: true })
  readonly steps!: readonly ReasonStep[];

  @ApiProperty({ ...codes(REFUSERS_IN_WORDS), isArray: true })
  readonly refusers!: readonly Refuser[];

  @ApiProperty({ type: String, description: 'For staff.' })
  readonly words!: string;

  @ApiProperty({ type: String, description: 'For the person whom it is about.' })
  readonly kindWords!: string;

  @ApiProperty(codes(EFFECTS))
  readonly effect!: ReasonEffect;

  @ApiProperty({ type: 'integer', minimum: 1, nullable: true, description: 'Days that the effect lasts; null: without an end by date.' })
  readonly effectDays!: number | null;

  @ApiProperty({ ...codes(MATTERS), isArray: true })
  readonly matters!: readonly ReasonMatter[];

  @ApiProperty({ type: String, description: 'The effect in a sentence.', example: 'Nothing else happens.' })
  readonly effectInWords!: string;

  @ApiProperty({ type: Boolean, description: 'Whether it can be chosen; false: retired.' })
  readonly isOffered!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How often the City has changed it; 0: as it comes.' })
  readonly version!: number;
}

export class ReasonListDto {
  @ApiProperty({ type: [ReasonDto], description: 'In the order in which they are offered, with the retired ones.' })
  readonly reasons!: readonly ReasonDto[];
}
