import { BrokerageModule } from '#lib/brokerage';
import { CandidatesModule } from '#lib/candidates';
import { EqualityModule } from '#lib/equality';
import { ExchangeModule } from '#lib/exchange';
import { GeographyModule } from '#lib/geography';
import { IdentityModule } from '#lib/identity';
import { MatchingModule } from '#lib/matching';
import { OpportunitiesModule } from '#lib/opportunities';
import { OutcomesModule } from '#lib/outcomes';
import { PlatformModule, type OpenedProcess } from '#lib/platform';
import { dataSourceOptions } from '#lib/schema';
import { type DynamicModule, Module } from '@nestjs/common';
import { RouterModule } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { AccountsController } from './rest/accounts/accounts.controller.js';
import { AllocationsController } from './rest/allocations/allocations.controller.js';
import { ApiClientsController } from './rest/api-clients/api-clients.controller.js';
import { AuditController } from './rest/audit/audit.controller.js';
import { SharingAgreementsController } from './rest/sharing-agreements/sharing-agreements.controller.js';
import { BulkActionsController } from './rest/caseload/bulk-actions.controller.js';
import { CaseRecordController } from './rest/caseload/case-record.controller.js';
import { CaseloadController } from './rest/caseload/caseload.controller.js';
import { TasksController } from './rest/caseload/tasks.controller.js';
import { CandidatesController } from './rest/candidates/candidates.controller.js';
import { FairBookingsController } from './rest/fairs/fair-bookings.controller.js';
import { FairRegistrationsController } from './rest/fairs/fair-registrations.controller.js';
import { DuplicatesController } from './rest/duplicates/duplicates.controller.js';
import { FairStandsController } from './rest/fairs/fair-stands.controller.js';
import { FairsController } from './rest/fairs/fairs.controller.js';
import { GeographyController } from './rest/geography/geography.controller.js';
import { GradedCasesController } from './rest/graded-cases/graded-cases.controller.js';
import { SetAsidePairsController } from './rest/set-aside-pairs/set-aside-pairs.controller.js';
import { MatchAlertsController } from './rest/match-alerts/match-alerts.controller.js';
import { MatchRunsController } from './rest/match-runs/match-runs.controller.js';
import { MessagesController } from './rest/messages/messages.controller.js';
import { LivingWageController } from './rest/living-wage/living-wage.controller.js';
import { OpportunitiesController } from './rest/opportunities/opportunities.controller.js';
import { PayForCandidateController } from './rest/opportunities/pay-for-candidate.controller.js';
import { OpportunityRulesController } from './rest/programmes/opportunity-rules.controller.js';
import { ProgrammesController } from './rest/programmes/programmes.controller.js';
import { OrganisationsController } from './rest/organisations/organisations.controller.js';
import { EvidenceController } from './rest/evidence/evidence.controller.js';
import { ChasingRulesController } from './rest/programmes/chasing-rules.controller.js';
import { NewProgrammesController } from './rest/programmes/new-programmes.controller.js';
import { RingFencesController } from './rest/ring-fences/ring-fences.controller.js';
import { ChecksController } from './rest/checks/checks.controller.js';
import { ClaimsController } from './rest/outcomes/claims.controller.js';
import { CoursesController } from './rest/outcomes/courses.controller.js';
import { OutcomesController } from './rest/outcomes/outcomes.controller.js';
import { SustainmentRulesController } from './rest/outcomes/sustainment-rules.controller.js';
import { PausesController } from './rest/pauses/pauses.controller.js';
import { RedeploymentController } from './rest/redeployment/redeployment.controller.js';
import { ReferralReasonsController } from './rest/referral-reasons/referral-reasons.controller.js';
import { PublishedFiguresController } from './rest/published-figures/published-figures.controller.js';
import { LaddersController } from './rest/ladders/ladders.controller.js';
import { PathwayPlansController } from './rest/pathway-plans/pathway-plans.controller.js';
import { ReferralsController } from './rest/referrals/referrals.controller.js';
import { ReportsController } from './rest/reports/reports.controller.js';
import { UploadsController } from './rest/uploads/uploads.controller.js';
import { WebModule } from './web/web.module.js';

/** The front door: for programs below /api/v1, for people everywhere else. */
@Module({})
export class ApiModule {
  static with(setting: OpenedProcess): DynamicModule {
    const http = HttpModule.with(setting);
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
        http,
        WebModule.with(http),
        HealthModule,
        RouterModule.register([{ path: 'api/v1', module: ApiModule }]), // this module's own controllers; pages have addresses of their own
      ],
      controllers: [
        OrganisationsController,
        GeographyController,
        UploadsController,
        CandidatesController,
        CaseloadController,
        BulkActionsController,
        CaseRecordController,
        TasksController,
        OpportunitiesController,
        PayForCandidateController,
        PublishedFiguresController,
        LivingWageController,
        ProgrammesController,
        OpportunityRulesController,
        MatchRunsController,
        AllocationsController,
        MatchAlertsController,
        DuplicatesController,
        SetAsidePairsController,
        GradedCasesController,
        PausesController,
        ReferralReasonsController,
        ReferralsController,
        ChecksController,
        MessagesController,
        FairsController,
        FairStandsController,
        FairRegistrationsController,
        FairBookingsController,
        OutcomesController,
        CoursesController,
        ClaimsController,
        SustainmentRulesController,
        EvidenceController,
        NewProgrammesController,
        ChasingRulesController,
        RingFencesController,
        LaddersController,
        PathwayPlansController,
        RedeploymentController,
        ReportsController,
        SharingAgreementsController,
        AuditController,
        ApiClientsController,
        AccountsController,
      ],
    };
  }
}
