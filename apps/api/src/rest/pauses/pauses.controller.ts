import { PausingService } from '#lib/brokerage';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { PauseBody, PausePreviewDto, PausesDto } from './pauses.dto.js';

const CANDIDATE = 'The `candidateId` of a list.';

@ApiTags('candidates')
@Controller('candidates/:candidateId/pauses')
export class PausesController {
  constructor(private readonly pausing: PausingService) {}

  @Get()
  @Needs('referrals.read', 'own-record.read')
  @ApiOperation({ summary: 'Whether a person gets no new suggestions for a time, and how it was before' })
  @ApiOkResponse({ type: PausesDto, description: 'All pauses, newest first.' })
  @CanFail(400, 401, 403, 404, 422)
  listPauses(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<PausesDto> {
    return this.pausing.ofCandidate(actor, candidateId);
  }

  @Post('preview')
  @Needs('referrals.refer')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a pause would do, before it is begun', description: 'Nothing is stored. It says which live referrals go on.' })
  @ApiOkResponse({ type: PausePreviewDto, description: 'In plain words and in codes.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  previewPause(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: PauseBody): Promise<PausePreviewDto> {
    return this.pausing.preview(actor, candidateId, body);
  }

  @Post()
  @Needs('referrals.refer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Pauses a person: no new suggestions and alerts', description: 'Live referrals go on, but for those that are named in `cancel`, each by an event of its own. A pause that holds is replaced. The partner’s next file does not undo it.' })
  @ApiOkResponse({ type: PausesDto, description: 'The pauses as they stand now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async pauseCandidate(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: PauseBody): Promise<PausesDto> {
    await this.pausing.pause(actor, candidateId, body);
    return this.pausing.ofCandidate(actor, candidateId);
  }

  @Post('end')
  @Needs('referrals.refer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Lets suggestions go to a person again' })
  @ApiOkResponse({ type: PausesDto, description: 'The pauses as they stand now.' })
  @CanFail(400, 401, 403, 404, 409, 422)
  async resumeCandidate(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<PausesDto> {
    await this.pausing.resume(actor, candidateId);
    return this.pausing.ofCandidate(actor, candidateId);
  }
}
