import { REFERRAL_EVENTS, type ReferralEvent } from '#lib/kernel';
import { IsIn, IsISO8601, IsOptional, IsUUID, Matches } from 'class-validator';

export class NewReferralBody {
  @IsUUID()
  candidateId!: string;

  @IsUUID()
  opportunityId!: string;

  /** The next intake with places when left out. */
  @IsOptional()
  @IsUUID()
  intakeId?: string;

  /** The run that suggested the pair. */
  @IsOptional()
  @IsUUID()
  runId?: string;
}

export class ReferralEventBody {
  /** What happened: refer, review, invite-to-interview, offer, accept, start-checks, start, decline, reject, withdraw or expire. */
  @IsIn(REFERRAL_EVENTS)
  event!: ReferralEvent;

  /** A short code, as no-longer-available. */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{1,59}$/, { message: 'reasonCode must be lower-case words joined by hyphens' })
  reasonCode?: string;

  /** For start: the first day; today when left out. */
  @IsOptional()
  @IsISO8601({ strict: true })
  startedOn?: string;
}

export class OutcomeBody {
  /** still-there, left or progressed. */
  @IsIn(['still-there', 'left', 'progressed'])
  kind!: 'still-there' | 'left' | 'progressed';

  @IsISO8601({ strict: true })
  happenedOn!: string;

  /** For still-there: the check that this answers, 13, 26 or 52 weeks. */
  @IsOptional()
  @IsIn([13, 26, 52])
  week?: 13 | 26 | 52;

  /** For left: where to or why, a short code. */
  @IsOptional()
  @Matches(/^[a-z][a-z0-9-]{1,59}$/, { message: 'destinationCode must be lower-case words joined by hyphens' })
  destinationCode?: string;
}
