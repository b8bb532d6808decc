import { CandidatesModule } from '#lib/candidates';
import { MatchingModule } from '#lib/matching';
import { OpportunitiesModule } from '#lib/opportunities';
import { Module } from '@nestjs/common';
import { AllocationAcceptance } from './allocation-acceptance.service.js';
import { ReferralsQuery } from './referrals.query.js';
import { ReferralsService } from './referrals.service.js';

@Module({ imports: [CandidatesModule, MatchingModule, OpportunitiesModule], providers: [AllocationAcceptance, ReferralsService, ReferralsQuery], exports: [AllocationAcceptance, ReferralsService, ReferralsQuery] })
export class BrokerageModule {}
