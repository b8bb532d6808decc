import { EvidenceService } from '#lib/candidates';
import type { Actor } from '#lib/platform';
import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Acting, Needs } from '../../http/access.js';
import { CanFail } from '../answers.js';
import { UuidParam } from '../uuid-param.js';
import { EvidenceOfCandidateDto, SeenEvidenceBody } from './evidence.dto.js';

const CANDIDATE = 'The `candidateId` of a candidate.';

@ApiTags('candidates')
@Controller('candidates/:candidateId/evidence')
export class EvidenceController {
  constructor(private readonly evidence: EvidenceService) {}

  @Get()
  @Needs('candidates.read', 'own-record.read')
  @ApiOperation({ summary: 'What somebody has shown to be let into programmes' })
  @ApiOkResponse({ type: EvidenceOfCandidateDto, description: 'What stands, and how it came to be.' })
  @CanFail(400, 401, 403, 404, 422)
  showEvidence(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string): Promise<EvidenceOfCandidateDto> {
    return this.evidence.ofCandidate(actor, candidateId);
  }

  @Post()
  @Needs('candidates.import')
  @HttpCode(200)
  @ApiOperation({ summary: 'Records that evidence for a programme was seen, or counts no longer', description: 'Ask for it only where a programme does. The paper itself is not kept.' })
  @ApiOkResponse({ type: EvidenceOfCandidateDto, description: 'What stands now.' })
  @CanFail(400, 401, 403, 404, 413, 415, 422)
  async recordEvidence(@Acting() actor: Actor, @UuidParam('candidateId', CANDIDATE) candidateId: string, @Body() body: SeenEvidenceBody): Promise<EvidenceOfCandidateDto> {
    await this.evidence.record(actor, candidateId, body);
    return this.evidence.ofCandidate(actor, candidateId);
  }
}
