import { CandidatesModule } from '#lib/candidates';
import { GeographyModule } from '#lib/geography';
import { OpportunitiesModule } from '#lib/opportunities';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { MATCHING_QUEUE, MatchingBell } from './matching.queue.js';
import { MatchingQuery } from './matching.query.js';
import { MatchingService } from './matching.service.js';
import { SnapshotService } from './snapshot.service.js';

@Module({
  imports: [CandidatesModule, GeographyModule, OpportunitiesModule, BullModule.registerQueue({ name: MATCHING_QUEUE }), BullModule.registerFlowProducer({ name: MATCHING_QUEUE })],
  providers: [MatchingService, MatchingQuery, SnapshotService, MatchingBell],
  exports: [MatchingService, MatchingQuery],
})
export class MatchingModule {}
