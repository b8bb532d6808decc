import type { ChasingOfProgramme, RecordedChasingDays } from '#lib/brokerage';
import { CHASED_STATUSES, type ChasingInForce, type DatedChasingDays } from '#lib/kernel';
import { ApiProperty } from '@nestjs/swagger';
import { codes } from '../codes.js';
import { CalendarDate, OneOf, WholeNumber } from '../request-fields.js';

const MOST_DAYS = 366;
const TURNS: Readonly<Record<ChasingInForce['turn'], string>> = { candidate: 'the person', partner: 'the employer or college', broker: 'whoever looks after the person' };

export class ChasingDaysBody implements DatedChasingDays {
  @OneOf(CHASED_STATUSES, { description: 'Of cases that stay in this status.', example: 'referred' })
  readonly status!: DatedChasingDays['status'];

  @CalendarDate({ description: 'The first day on which these days count: today or a later one.', example: '2199-01-01' })
  readonly fromOn!: string;

  @WholeNumber(1, MOST_DAYS, { description: 'Calendar days without a change until whose turn it is is reminded.', example: 3 })
  readonly reminder!: number;

  @WholeNumber(1, MOST_DAYS, { description: 'Until they are reminded again.', example: 6 })
  readonly secondReminder!: number;

  @WholeNumber(1, MOST_DAYS, { description: 'Until the lead is told.', example: 9 })
  readonly escalation!: number;

  @WholeNumber(1, MOST_DAYS, { nullable: true, description: 'Until the case expires. Null for `offered`, which ends when its hold does, and for `accepted` and `checks`, which do not expire.', example: 20 })
  readonly expiry!: number | null;
}

class ChasingDaysDto {
  @ApiProperty({ enum: CHASED_STATUSES })
  readonly status!: DatedChasingDays['status'];

  @ApiProperty({ type: 'integer' })
  readonly reminder!: number;

  @ApiProperty({ type: 'integer' })
  readonly secondReminder!: number;

  @ApiProperty({ type: 'integer' })
  readonly escalation!: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Null: not by days.' })
  readonly expiry!: number | null;
}

class ChasingInForceDto extends ChasingDaysDto implements ChasingInForce {
  @ApiProperty(codes(TURNS, 'Who is reminded.'))
  readonly turn!: ChasingInForce['turn'];

  @ApiProperty({ type: String, format: 'date', nullable: true, description: 'Since when; null: the usual days, that the programme has not changed.' })
  readonly fromOn!: string | null;
}

class RecordedChasingDaysDto extends ChasingDaysDto implements RecordedChasingDays {
  @ApiProperty({ type: String, format: 'date' })
  readonly fromOn!: string;

  @ApiProperty({ type: String, description: 'Who recorded it.' })
  readonly recordedBy!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly recordedAt!: string;
}

export class ChasingRulesDto implements ChasingOfProgramme {
  @ApiProperty({ type: [ChasingInForceDto], description: 'What counts today, status by status.' })
  readonly inForce!: readonly ChasingInForceDto[];

  @ApiProperty({ type: [RecordedChasingDaysDto], description: 'All that was set, the newest last.' })
  readonly recorded!: readonly RecordedChasingDaysDto[];
}
