import { Module } from '@nestjs/common';
import { CandidatesQuery } from './candidates.query.js';
import { CandidatesService } from './candidates.service.js';
import { EvidenceService } from './evidence.service.js';
import { Pauses } from './pauses.service.js';

@Module({ providers: [CandidatesService, CandidatesQuery, EvidenceService, Pauses], exports: [CandidatesService, CandidatesQuery, EvidenceService, Pauses] })
export class CandidatesModule {}
