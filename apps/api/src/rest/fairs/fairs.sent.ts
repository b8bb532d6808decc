import type { FairApplication, NewFair, NewSession, NewStand, SaidOutcome, SlotPlan } from '#lib/brokerage';
import { FAIR_OUTCOMES, TARGET_GROUPS, type FairOutcome, type PartOfDay } from '#lib/kernel';
import { CalendarDate, Entries, EXAMPLE_ID, HttpsAddress, Identifier, Identifiers, ListOf, OneOf, ShortCode, TextLine, TimeOfDay, WholeNumber, WholeNumberText } from '../request-fields.js';

const isGroup = (value: unknown): boolean => TARGET_GROUPS.some((group) => group === value);
const isArea = (value: unknown): boolean => typeof value === 'string' && /^[EWSN]\d{8}$/.test(value);

export class NewFairBody implements NewFair {
  @TextLine(1, 100, { description: 'Code of the organisation, Place, ICS or City that organises it, for which you organise fairs.', example: 'DEMO-CITY' })
  readonly organisation!: string;

  @TextLine(1, 200, { description: 'What it is called.', example: 'Spring fair for vaccinators' })
  readonly name!: string;

  @CalendarDate({ description: 'Its first day.', example: '2026-09-10' })
  readonly firstOn!: string;

  @CalendarDate({ description: 'Its last day; the first when it is of one day.', example: '2026-09-10' })
  readonly lastOn!: string;

  @ListOf(0, TARGET_GROUPS.length, { type: 'string', enum: [...TARGET_GROUPS] }, isGroup, `of: ${TARGET_GROUPS.join(', ')}`, { required: false, description: 'For whom it is; for everybody when left out. A group by age needs a programme with a recorded justification.' })
  readonly targetGroups: string[] = [];

  @ListOf(0, 50, { type: 'string' }, isArea, 'ONS codes of areas, as E09000025', { required: false, description: 'Local authority districts for whose residents it is; all when left out.' })
  readonly areaCodes: string[] = [];

  @TextLine(1, 100, { required: false, description: 'Code of the programme that it belongs to, which runs on all its days.' })
  readonly programmeCode?: string;
}

export class NewSessionBody implements NewSession {
  @CalendarDate({ description: 'A day of the fair.', example: '2026-09-10' })
  readonly on!: string;

  @TimeOfDay({ description: 'By the clock in London.', example: '09:30' })
  readonly from!: string;

  @TimeOfDay({ description: 'Later on the same day.', example: '12:30' })
  readonly to!: string;

  @WholeNumber(1, 100_000, { description: 'How many can come. Whoever registers after them waits in a line.', example: 200 })
  readonly capacity!: number;

  @HttpsAddress({ required: false, description: 'Where it is held. Shown to those who run the fair or have a place.', example: 'https://video.example.org/hall' })
  readonly videoLink?: string;
}

export class NewStandBody implements NewStand {
  @TextLine(1, 100, { description: 'Code of the employer or college.', example: 'DEMO-T1' })
  readonly organisation!: string;

  @Identifiers(200, { description: 'What it shows: opportunities of its own.', example: [EXAMPLE_ID] }, 0)
  readonly opportunityIds!: string[];

  @HttpsAddress({ required: false, description: 'Where its conversations are held; in the session when left out.', example: 'https://video.example.org/stand' })
  readonly videoLink?: string;
}

export class BreakBody implements PartOfDay {
  @TimeOfDay({ description: 'By the clock in London.', example: '10:45' })
  readonly from!: string;

  @TimeOfDay({ description: 'Later on the same day.', example: '11:00' })
  readonly to!: string;
}

export class SlotPlanBody implements SlotPlan {
  @Identifier({ description: 'The session in which the slots are.', example: EXAMPLE_ID })
  readonly sessionId!: string;

  @WholeNumber(5, 240, { description: 'Minutes of each slot.', example: 20 })
  readonly slotMinutes!: number;

  @Entries(0, 20, BreakBody, { required: false, description: 'When nobody is at the stand. A slot that would run into a break begins after it.' })
  readonly breaks: BreakBody[] = [];
}

export class StaffBody {
  @Identifiers(20, { description: 'Accounts with a role at the organisation of the stand, in the place of those before.', example: [EXAMPLE_ID] }, 0)
  readonly userIds!: string[];
}

export class RegistrationBody {
  @Identifier({ description: 'The session.', example: EXAMPLE_ID })
  readonly sessionId!: string;

  @Identifier({ required: false, description: 'Who comes; oneself when left out.', example: EXAMPLE_ID })
  readonly candidateId?: string;
}

export class BookingBody {
  @Identifier({ description: 'A slot of a stand.', example: EXAMPLE_ID })
  readonly slotId!: string;

  @Identifier({ required: false, description: 'Who talks to the stand; oneself when left out.', example: EXAMPLE_ID })
  readonly candidateId?: string;
}

export class OtherSlotBody {
  @Identifier({ description: 'The slot to move to.', example: EXAMPLE_ID })
  readonly slotId!: string;
}

export class AttendanceBody {
  @OneOf(['arrived', 'did-not-come'], { description: 'Whether the person was there.', example: 'arrived' })
  readonly attendance!: 'arrived' | 'did-not-come';
}

export class OutcomeOfTalkBody implements SaidOutcome {
  @OneOf(FAIR_OUTCOMES, { description: 'What came of it. `interested`, `interview` and `offer` put the person forward where there is no case yet; `not-for-us` and `not-for-me` end one that there is.', example: 'interested' })
  readonly code!: FairOutcome;

  @Identifier({ required: false, description: 'Which opportunity it is about; can be left out where the stand shows one.', example: EXAMPLE_ID })
  readonly opportunityId?: string;

  @ShortCode({ required: false, description: 'Why, where a case ends by it.' })
  readonly reasonCode?: string;
}

export class FairApplicationBody implements FairApplication {
  @Identifiers(10, { description: 'What is applied for: opportunities that the stand shows.', example: [EXAMPLE_ID] })
  readonly opportunityIds!: string[];

  @Identifier({ required: false, description: 'Who applies; oneself when left out.', example: EXAMPLE_ID })
  readonly candidateId?: string;
}

export class ShortlistQuery {
  @Identifier({ required: false, description: 'Which opportunity of the stand; can be left out where it shows one.' })
  readonly opportunityId?: string;

  @WholeNumberText(1, 200, { required: false, default: 50, description: 'How many people.' })
  readonly limit: number = 50;
}
