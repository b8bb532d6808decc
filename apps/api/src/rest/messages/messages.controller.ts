import { MessagesQuery } from '#lib/brokerage';
import { CandidatesQuery } from '#lib/candidates';
import type { Actor } from '#lib/platform';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { MessagePageDto } from './messages.dto.js';

@ApiTags('messages')
@Controller()
export class MessagesController {
  constructor(
    private readonly candidates: CandidatesQuery,
    private readonly query: MessagesQuery,
  ) {}

  @Get('referrals/:referralId/messages')
  @Needs('referrals.read')
  @ApiOperation({ summary: 'What was sent to whom about a case, what could not be, and what to do about it', description: 'For those who look after the person.' })
  @ApiOkResponse({ type: MessagePageDto, description: 'A page, newest first.' })
  @CanFail(400, 401, 403, 404, 422)
  listMessagesOfReferral(@Acting() actor: Actor, @UuidParam('referralId', 'The `referralId` of a referral.') referralId: string, @Query() { after, limit }: PageQuery): Promise<MessagePageDto> {
    return this.query.ofReferral(actor, referralId, { after: after ?? null, limit });
  }

  @Get('candidates/:candidateId/messages')
  @Needs('referrals.read')
  @ApiOperation({ summary: 'What was sent to a candidate and about them, in any case or none', description: 'For those who look after the person.' })
  @ApiOkResponse({ type: MessagePageDto, description: 'A page, newest first.' })
  @CanFail(400, 401, 403, 404, 422)
  async listMessagesOfCandidate(@Acting() actor: Actor, @UuidParam('candidateId', 'The `candidateId` of a list.') candidateId: string, @Query() { after, limit }: PageQuery): Promise<MessagePageDto> {
    await this.candidates.mustBeInReach(actor, candidateId); // a candidate that does not exist is not one to whom nothing was sent
    return this.query.ofCandidate(actor, candidateId, { after: after ?? null, limit });
  }
}
