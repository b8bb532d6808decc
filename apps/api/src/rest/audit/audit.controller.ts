import { AuditQuery, type Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { AuditEventPageDto, AuditEventsQuery } from './audit.dto.js';

@ApiTags('audit')
@Needs('audit.read')
@Controller('audit/events')
export class AuditController {
  constructor(private readonly audit: AuditQuery) {}

  @Get()
  @ApiOperation({ summary: 'Who saw and did what to the organisations within your reach, the newest first, a page at a time' })
  @ApiOkResponse({ type: AuditEventPageDto, description: 'A page.' })
  @CanFail(401, 403, 422)
  listAuditEvents(@Acting() actor: Actor, @Query() { actorId, subject, action, from, to, after, limit }: AuditEventsQuery): Promise<AuditEventPageDto> {
    const filter = { actorId: actorId ?? null, subject: subject ?? null, action: action ?? null, fromOn: from ?? null, toOn: to ?? null };
    return this.audit.page(actor, filter, { after: after ?? null, limit });
  }
}
