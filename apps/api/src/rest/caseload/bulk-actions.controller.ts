import { BulkActions, BulkActionsQuery, type AskedForMany, type BulkActionPage, type BulkRequest } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { BulkActionDto, BulkActionsDto, BulkPageQuery, HandOverBody, ReferManyBody, WriteToManyBody } from './bulk-actions.dto.js';

const BULK = 'The `bulkId` of an answer.';
const MANY = 'For named people, 500 at most, or for a whole list of the caseload. A few are done at once; of more the answer says that it waits, and a job does it: ask for it again by its `bulkId`.';
const ANSWER = { type: BulkActionDto, description: 'How far it has come, and what became of each of the first 500.' };

/** What a broker does for many people at once. */
@ApiTags('caseload')
@Controller('caseload')
export class BulkActionsController {
  constructor(
    private readonly bulk: BulkActions,
    private readonly query: BulkActionsQuery,
  ) {}

  @Post('hand-overs')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Hands people over to another broker, each of them or not',
    description: `A broker hands over those whom they look after, and those whom nobody does; a lead anybody. Who looked after whom before stays in the history, and the new broker sees all of it. ${MANY}`,
  })
  @ApiOkResponse(ANSWER)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  handOverPeople(@Acting() actor: Actor, @Body() { toUserId, reasonCode, note, ...who }: HandOverBody): Promise<BulkActionDto> {
    return this.ask(actor, who, { kind: 'hand-over', toUserId, reasonCode, words: note ?? null });
  }

  @Post('referrals')
  @Needs('referrals.refer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Refers many people to one intake, each of them or not', description: `Left out, and told, are people without a consent to be shown, with a live referral there, who are paused, or for whom it was turned down before. ${MANY}` })
  @ApiOkResponse(ANSWER)
  @CanFail(400, 401, 403, 404, 409, 413, 415, 422)
  referPeople(@Acting() actor: Actor, @Body() { opportunityId, intakeId, ...who }: ReferManyBody): Promise<BulkActionDto> {
    return this.ask(actor, who, { kind: 'refer', opportunityId, intakeId: intakeId ?? null, words: null });
  }

  @Post('messages')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Writes to many people, each of them or not', description: `Once to each person. Consent to be contacted is asked for now and again when the message is sent. Whoever is paused gets no word of openings, and is told to you; the other messages reach them. ${MANY}` })
  @ApiOkResponse(ANSWER)
  @CanFail(400, 401, 403, 409, 413, 415, 422)
  writeToPeople(@Acting() actor: Actor, @Body() { template, text, ...who }: WriteToManyBody): Promise<BulkActionDto> {
    return this.ask(actor, who, { kind: 'message', template, words: text ?? null });
  }

  @Get('bulk-actions')
  @Needs('casework.record')
  @ApiOperation({ summary: 'What you have asked for many people at once, and how far it has come' })
  @ApiOkResponse({ type: BulkActionsDto, description: 'Your requests.' })
  @CanFail(401, 403, 422)
  async listBulkActions(@Acting() actor: Actor): Promise<BulkActionsDto> {
    return { bulkActions: await this.query.list(actor) };
  }

  @Get('bulk-actions/:bulkId')
  @Needs('casework.record')
  @ApiOperation({ summary: 'What became of each person of a request, a page at a time' })
  @ApiOkResponse({ type: BulkActionDto, description: 'How far it has come, and a page of people.' })
  @CanFail(400, 401, 403, 404, 422)
  showBulkAction(@Acting() actor: Actor, @UuidParam('bulkId', BULK) bulkId: string, @Query() { after, limit, outcome }: BulkPageQuery): Promise<BulkActionDto> {
    return this.query.page(actor, bulkId, { after: after ?? null, limit, outcome: outcome ?? null });
  }

  @Post('bulk-actions/:bulkId/stop')
  @Needs('casework.record')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stops what is not done yet', description: 'What is done stays. Once more changes nothing.' })
  @ApiOkResponse(ANSWER)
  @CanFail(400, 401, 403, 404, 422)
  async stopBulkAction(@Acting() actor: Actor, @UuidParam('bulkId', BULK) bulkId: string): Promise<BulkActionDto> {
    await this.bulk.stop(actor, bulkId);
    return this.answer(actor, bulkId);
  }

  private async ask(actor: Actor, { requestKey, candidateIds, filter }: Pick<HandOverBody, 'requestKey' | 'candidateIds' | 'filter'>, asked: AskedForMany): Promise<BulkActionPage> {
    return this.answer(actor, await this.bulk.request(actor, { requestKey, candidateIds: candidateIds ?? null, filter: filter === undefined ? null : filterOf(filter) }, asked));
  }

  private answer(actor: Actor, bulkId: string): Promise<BulkActionPage> {
    return this.query.page(actor, bulkId, { after: null, limit: 500, outcome: null });
  }
}

function filterOf({ brokerId, ...filter }: NonNullable<HandOverBody['filter']>): BulkRequest['filter'] {
  return { ...filter, userId: brokerId };
}
