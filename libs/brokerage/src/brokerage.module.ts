import { CandidatesModule } from '#lib/candidates';
import { OpportunitiesModule } from '#lib/opportunities';
import { Module } from '@nestjs/common';
import { ReferralsQuery } from './referrals.query.js';
import { ReferralsService } from './referrals.service.js';

@Module({ imports: [CandidatesModule, OpportunitiesModule], providers: [ReferralsService, ReferralsQuery], exports: [ReferralsService, ReferralsQuery] })
export class BrokerageModule {}
