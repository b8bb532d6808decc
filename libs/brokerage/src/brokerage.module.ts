import { CandidatesModule } from '#lib/candidates';
import { MatchingModule } from '#lib/matching';
import { OpportunitiesModule } from '#lib/opportunities';
import { Module } from '@nestjs/common';
import { AllocationAcceptance } from './allocation-acceptance.service.js';
import { ChecksQuery } from './checks/checks.query.js';
import { ChecksService } from './checks/checks.service.js';
import { ReferralsQuery } from './referrals.query.js';
import { ReferralsService } from './referrals.service.js';

@Module({ imports: [CandidatesModule, MatchingModule, OpportunitiesModule], providers: [AllocationAcceptance, ChecksQuery, ChecksService, ReferralsService, ReferralsQuery], exports: [AllocationAcceptance, ChecksQuery, ChecksService, ReferralsService, ReferralsQuery] })
export class BrokerageModule {}
