import { AlertsQuery, AlertsService } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { MatchAlertPageDto, MatchAlertsQuery } from './match-alerts.dto.js';

@ApiTags('match alerts')
@Controller('match-alerts')
export class MatchAlertsController {
  constructor(
    private readonly alerts: AlertsService,
    private readonly query: AlertsQuery,
  ) {}

  @Get()
  @Needs('matches.read')
  @ApiOperation({
    summary: 'People whom new and changed opportunities fit, a page at a time',
    description: 'Found without anybody asking, within a minute as a rule: the best 20 of each opportunity among those who have neither a place nor the offer of one, nor a case there. Each person and opportunity once.',
  })
  @ApiOkResponse({ type: MatchAlertPageDto, description: 'A page: what nobody has seen first, each part the newest first.' })
  @CanFail(401, 403, 422)
  listMatchAlerts(@Acting() actor: Actor, @Query() { after, limit }: MatchAlertsQuery): Promise<MatchAlertPageDto> {
    return this.query.page(actor, { after: after ?? null, limit });
  }

  @Post(':alertId/seen')
  @Needs('matches.read')
  @HttpCode(204)
  @ApiOperation({ summary: 'Notes that an alert has been seen', description: 'For everybody who has it on their list. Once more changes nothing.' })
  @ApiNoContentResponse({ description: 'Noted.' })
  @CanFail(400, 401, 403, 404, 422)
  markMatchAlertSeen(@Acting() actor: Actor, @UuidParam('alertId', 'The `alertId` of a list.') alertId: string): Promise<void> {
    return this.alerts.markSeen(actor, alertId);
  }
}
