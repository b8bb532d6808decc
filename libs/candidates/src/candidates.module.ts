import { Module } from '@nestjs/common';
import { CandidatesQuery } from './candidates.query.js';
import { CandidatesService } from './candidates.service.js';
import { DuplicatesQuery } from './duplicates.query.js';
import { DuplicatesService } from './duplicates.service.js';
import { EvidenceService } from './evidence.service.js';
import { Pauses } from './pauses.service.js';

const SERVICES = [CandidatesService, CandidatesQuery, DuplicatesService, DuplicatesQuery, EvidenceService, Pauses];

@Module({ providers: SERVICES, exports: SERVICES })
export class CandidatesModule {}
