import { BrokerageModule } from '#lib/brokerage';
import { CandidatesModule } from '#lib/candidates';
import { EqualityModule } from '#lib/equality';
import { ExchangeModule } from '#lib/exchange';
import { GeographyModule } from '#lib/geography';
import { IdentityModule } from '#lib/identity';
import { MatchingModule } from '#lib/matching';
import { OpportunitiesModule } from '#lib/opportunities';
import { OutcomesModule } from '#lib/outcomes';
import { PlatformModule, type ProcessSetting } from '#lib/platform';
import { dataSourceOptions } from '#lib/schema';
import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthController } from './health/health.controller.js';
import { CandidatesController } from './rest/candidates/candidates.controller.js';
import { GeographyController } from './rest/geography/geography.controller.js';
import { MatchRunsController } from './rest/match-runs/match-runs.controller.js';
import { OpportunitiesController } from './rest/opportunities/opportunities.controller.js';
import { OrganisationsController } from './rest/organisations/organisations.controller.js';
import { ReferralsController } from './rest/referrals/referrals.controller.js';
import { ReportsController } from './rest/reports/reports.controller.js';
import { UploadsController } from './rest/uploads/uploads.controller.js';

/** The front door. */
@Module({})
export class ApiModule {
  static with(setting: ProcessSetting): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.with(setting),
        TypeOrmModule.forRoot(dataSourceOptions(setting.databaseUrl, setting.processName)),
        IdentityModule,
        GeographyModule,
        CandidatesModule,
        OpportunitiesModule,
        MatchingModule,
        BrokerageModule,
        OutcomesModule,
        EqualityModule,
        ExchangeModule,
      ],
      controllers: [
        HealthController,
        OrganisationsController,
        GeographyController,
        UploadsController,
        CandidatesController,
        OpportunitiesController,
        MatchRunsController,
        ReferralsController,
        ReportsController,
      ],
    };
  }
}
