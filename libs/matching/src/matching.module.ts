import { CandidatesModule } from '#lib/candidates';
import { GeographyModule } from '#lib/geography';
import { OpportunitiesModule } from '#lib/opportunities';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { AlertsQuery } from './alerts.query.js';
import { AlertsService } from './alerts.service.js';
import { AllocationJob } from './allocation-job.service.js';
import { AllocationsQuery } from './allocations.query.js';
import { AllocationRequests } from './allocation-requests.service.js';
import { AllocationsService } from './allocations.service.js';
import { GroupsOfPeople } from './groups-of-people.js';
import { KeptFromAllocation } from './kept-from-allocation.js';
import { GradingService } from './grading.service.js';
import { LiveFactsService } from './live-facts.service.js';
import { MatchesNowQuery } from './matches-now.query.js';
import { MATCHING_QUEUE, MatchingBell } from './matching.queue.js';
import { MatchingQuery } from './matching.query.js';
import { MatchingService } from './matching.service.js';
import { QualityQuery } from './quality.query.js';
import { SetAsidePairs } from './set-aside-pairs.js';
import { SetAsideQuery } from './set-aside.query.js';
import { SnapshotMarkets } from './snapshot-markets.js';
import { RulesTrial } from './rules-trial.service.js';
import { SnapshotService } from './snapshot.service.js';
import { TravelTimesInUse } from './travel-times-in-use.js';

@Module({
  imports: [CandidatesModule, GeographyModule, OpportunitiesModule, BullModule.registerQueue({ name: MATCHING_QUEUE }), BullModule.registerFlowProducer({ name: MATCHING_QUEUE })],
  providers: [AlertsQuery, AlertsService, AllocationJob, AllocationsQuery, AllocationRequests, AllocationsService, GradingService, GroupsOfPeople, KeptFromAllocation, QualityQuery, MatchingService, MatchingQuery, RulesTrial, SetAsidePairs, SetAsideQuery, SnapshotService, SnapshotMarkets, TravelTimesInUse, LiveFactsService, MatchesNowQuery, MatchingBell],
  exports: [AlertsQuery, AlertsService, AllocationJob, AllocationsQuery, AllocationRequests, AllocationsService, GradingService, GroupsOfPeople, QualityQuery, MatchesNowQuery, MatchingService, MatchingQuery, RulesTrial, SetAsidePairs, SetAsideQuery],
})
export class MatchingModule {}
