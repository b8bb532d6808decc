import { Module } from '@nestjs/common';
import { CandidatesQuery } from './candidates.query.js';
import { CandidatesService } from './candidates.service.js';

@Module({ providers: [CandidatesService, CandidatesQuery], exports: [CandidatesService, CandidatesQuery] })
export class CandidatesModule {}
