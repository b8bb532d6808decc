import { CandidatesQuery } from '#lib/candidates';
import { SetAsidePairs, SetAsideQuery } from '#lib/matching';
import type { Actor } from '#lib/platform';
import { Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { PageQuery } from '../page.dto.js';
import { UuidParam } from '../uuid-param.js';
import { SetAsidePageDto } from './set-aside-pairs.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';

@ApiTags('candidates')
@Controller('candidates/:candidateId/set-aside-pairs')
export class SetAsidePairsController {
  constructor(
    private readonly candidates: CandidatesQuery,
    private readonly pairs: SetAsidePairs,
    private readonly query: SetAsideQuery,
  ) {}

  @Get()
  @Needs('matches.read', 'own-record.read')
  @ApiOperation({
    summary: 'Opportunities that a candidate is not suggested for again, a page at a time',
    description: 'After an answer in a case. A change of what mattered brings the pair back at once, its day does, and lifting does.',
  })
  @ApiOkResponse({ type: SetAsidePageDto, description: 'A page.' })
  @CanFail(400, 401, 403, 404, 422)
  listSetAsidePairs(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Query() page: PageQuery): Promise<SetAsidePageDto> {
    return this.query.page(actor, candidateId, { after: page.after ?? null, limit: page.limit });
  }

  @Post(':opportunityId/lift')
  @Needs('referrals.refer')
  @HttpCode(204)
  @ApiOperation({ summary: 'Lets a pair be suggested again', description: 'For whoever looks after the candidate. Where nothing is set aside it changes nothing.' })
  @ApiNoContentResponse({ description: 'It may be suggested again.' })
  @CanFail(400, 401, 403, 404, 422)
  async liftSetAsidePair(
    @Acting() actor: Actor,
    @UuidParam('candidateId', CANDIDATE) candidateId: string,
    @UuidParam('opportunityId', 'The `opportunityId` of a list.') opportunityId: string,
  ): Promise<void> {
    await this.candidates.mustBeInReach(actor, candidateId);
    await this.pairs.liftNow(actor, candidateId, opportunityId);
  }
}
