import { DataSource, type DataSourceOptions } from 'typeorm';
import { OrganisationsAndAudit1700000000001 } from './migrations/0001-organisations-and-audit.js';
import { Geography1700000000002 } from './migrations/0002-geography.js';
import { Candidates1700000000003 } from './migrations/0003-candidates.js';
import { Opportunities1700000000004 } from './migrations/0004-opportunities.js';
import { Matching1700000000005 } from './migrations/0005-matching.js';
import { Referrals1700000000006 } from './migrations/0006-referrals.js';
import { Outcomes1700000000007 } from './migrations/0007-outcomes.js';
import { Uploads1700000000008 } from './migrations/0008-uploads.js';
import { TreeHistoryAndRoles1700000000009 } from './migrations/0009-tree-history-and-roles.js';
import { Accounts1700000000010 } from './migrations/0010-accounts.js';
import { AuditChain1700000000011 } from './migrations/0011-audit-chain.js';
import { RowLevelSecurity1700000000013 } from './migrations/0013-row-level-security.js';
import { AuditAuthorship1700000000014 } from './migrations/0014-audit-authorship.js';
import { RulesOfStaff1700000000015 } from './migrations/0015-rules-of-staff.js';
import { TravelTimes1700000000016 } from './migrations/0016-travel-times.js';
import { GradedCases1700000000017 } from './migrations/0017-graded-cases.js';
import { PackedRuns1700000000018 } from './migrations/0018-packed-runs.js';
import { ChangesForMatching1700000000019 } from './migrations/0019-changes-for-matching.js';
import { MatchAlerts1700000000020 } from './migrations/0020-match-alerts.js';
import { RulesOfAProgrammeChange1700000000021 } from './migrations/0021-rules-of-a-programme-change.js';
import { Allocations1700000000022 } from './migrations/0022-allocations.js';
import { TermsOfAllocations1700000000023 } from './migrations/0023-terms-of-allocations.js';
import { SetAsidePairs1700000000025 } from './migrations/0025-set-aside-pairs.js';
import { MessagesAndPlaces1700000000026 } from './migrations/0026-messages-and-places.js';
import { Fairs1700000000027 } from './migrations/0027-fairs.js';
import { SustainedOutcomes1700000000030 } from './migrations/0030-sustained-outcomes.js';
import { ReasonsAndPauses1700000000024 } from './migrations/0024-reasons-and-pauses.js';
import { ProgrammesFromTemplates1700000000034 } from './migrations/0034-programmes-from-templates.js';
import { PayAndLivingWage1700000000029 } from './migrations/0029-pay-and-living-wage.js';
import { Caseload1700000000031 } from './migrations/0031-caseload.js';
import { LaddersAndPlans1700000000028 } from './migrations/0028-ladders-and-plans.js';
import { Checks1700000000032 } from './migrations/0032-checks.js';
import { Duplicates1700000000033 } from './migrations/0033-duplicates.js';
import { Redeployment1700000000035 } from './migrations/0035-redeployment.js';
import { CoursesAndClaims1700000000036 } from './migrations/0036-courses-and-claims.js';
import { RingFences1700000000037 } from './migrations/0037-ring-fences.js';
import { MergedRecords1700000000042 } from './migrations/0042-merged-records.js';
import { StepsReached1700000000040 } from './migrations/0040-steps-reached.js';
import { ChasingRules1700000000041 } from './migrations/0041-chasing-rules.js';
import { OnePlanForSummaries1700000000043 } from './migrations/0043-one-plan-for-summaries.js';
import { BulkActions1700000000038 } from './migrations/0038-bulk-actions.js';
import { WhatStoppedBeingTrue1700000000039 } from './migrations/0039-what-stopped-being-true.js';

/** How every process connects. A connection that cannot be had is an error after ten seconds. */
export function dataSourceOptions(url: string, applicationName: string): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    applicationName,
    migrations: [
      OrganisationsAndAudit1700000000001,
      Geography1700000000002,
      Candidates1700000000003,
      Opportunities1700000000004,
      Matching1700000000005,
      Referrals1700000000006,
      Outcomes1700000000007,
      Uploads1700000000008,
      TreeHistoryAndRoles1700000000009,
      Accounts1700000000010,
      AuditChain1700000000011,
      RowLevelSecurity1700000000013,
      AuditAuthorship1700000000014,
      RulesOfStaff1700000000015,
      TravelTimes1700000000016,
      GradedCases1700000000017,
      PackedRuns1700000000018,
      ChangesForMatching1700000000019,
      MatchAlerts1700000000020,
      RulesOfAProgrammeChange1700000000021,
      Allocations1700000000022,
      TermsOfAllocations1700000000023,
      ReasonsAndPauses1700000000024,
      SetAsidePairs1700000000025,
      MessagesAndPlaces1700000000026,
      Fairs1700000000027,
      LaddersAndPlans1700000000028,
      PayAndLivingWage1700000000029,
      SustainedOutcomes1700000000030,
      Caseload1700000000031,
      Checks1700000000032,
      Duplicates1700000000033,
      ProgrammesFromTemplates1700000000034,
      Redeployment1700000000035,
      CoursesAndClaims1700000000036,
      RingFences1700000000037,
      BulkActions1700000000038,
      WhatStoppedBeingTrue1700000000039,
      StepsReached1700000000040,
      ChasingRules1700000000041,
      MergedRecords1700000000042,
      OnePlanForSummaries1700000000043,
    ],
    migrationsTableName: 'migrations',
    migrationsTransactionMode: 'each',
    extra: { max: 20, connectionTimeoutMillis: 10_000 },
  };
}

/** A connected data source, for the command and for tests. */
export async function openDataSource(url: string, applicationName: string): Promise<DataSource> {
  return new DataSource(dataSourceOptions(url, applicationName)).initialize();
}
