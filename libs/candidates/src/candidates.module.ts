import { Module } from '@nestjs/common';
import { CandidatesQuery } from './candidates.query.js';
import { CandidatesService } from './candidates.service.js';
import { Pauses } from './pauses.service.js';

@Module({ providers: [CandidatesService, CandidatesQuery, Pauses], exports: [CandidatesService, CandidatesQuery, Pauses] })
export class CandidatesModule {}
