import type { AuditEvent } from '#lib/platform';
import { ApiProperty } from '@nestjs/swagger';
import { NEXT_PAGE, PageQuery } from '../page.dto.js';
import { CalendarDate, TextLine } from '../request-fields.js';

export class AuditEventsQuery extends PageQuery {
  @TextLine(1, 200, { required: false, description: 'Who did it, as `user:`, `client:` or `job:` and a name.' })
  readonly actorId?: string;

  @TextLine(1, 200, { required: false, description: 'What it was done to: an identifier.' })
  readonly subject?: string;

  @TextLine(1, 200, { required: false, description: 'What was done.', example: 'identity.role-given' })
  readonly action?: string;

  @CalendarDate({ required: false, description: 'First day, of London.' })
  readonly from?: string;

  @CalendarDate({ required: false, description: 'Last day, of London.' })
  readonly to?: string;
}

class AuditEventDto implements AuditEvent {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly eventId!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly occurredAt!: string;

  @ApiProperty({ type: String, description: 'Who: `user:`, `client:` or `job:` and a name, or `operator`.' })
  readonly actorId!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why, where it was asked.' })
  readonly purpose!: string | null;

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: 'The organisation that it concerns.' })
  readonly organisationId!: string | null;

  @ApiProperty({ type: String, nullable: true })
  readonly requestId!: string | null;

  @ApiProperty({ type: String })
  readonly action!: string;

  @ApiProperty({ type: String, description: 'What it was done to.' })
  readonly subject!: string;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'Codes, ids and what changed; of personal text only that it changed.' })
  readonly detail!: AuditEvent['detail'];
}

export class AuditEventPageDto {
  @ApiProperty({ type: [AuditEventDto], description: 'The newest first.' })
  readonly events!: AuditEventDto[];

  @ApiProperty({ type: String, format: 'uuid', nullable: true, description: NEXT_PAGE })
  readonly next!: string | null;
}
