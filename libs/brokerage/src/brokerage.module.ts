import { CandidatesModule } from '#lib/candidates';
import { IdentityModule } from '#lib/identity';
import { MatchingModule } from '#lib/matching';
import { OpportunitiesModule } from '#lib/opportunities';
import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { AllocationAcceptance } from './allocation-acceptance.service.js';
import { CaseMoves } from './case-moves.service.js';
import { CASEWORK_QUEUE } from './caseload/bulk-actions.queue.js';
import { CASELOAD } from './caseload/caseload.providers.js';
import { ChasingRules } from './chasing/chasing-rules.service.js';
import { ChasingService } from './chasing/chasing.service.js';
import { ChecksQuery } from './checks/checks.query.js';
import { ChecksService } from './checks/checks.service.js';
import { MergingService } from './duplicates/merging.service.js';
import { FAIRS } from './fairs/fairs.providers.js';
import { MessageSender } from './messages/message-sender.service.js';
import { Messages } from './messages/messages.service.js';
import { MessagesQuery } from './messages/messages.query.js';
import { PathwayPlansQuery } from './pathway-plans/pathway-plans.query.js';
import { PathwayPlans } from './pathway-plans/pathway-plans.service.js';
import { PlanQuestions } from './pathway-plans/plan-questions.js';
import { PausingService } from './pausing.service.js';
import { ReasonsService } from './reasons.service.js';
import { REDEPLOYMENT } from './redeployment/redeployment.providers.js';
import { ReferralsQuery } from './referrals.query.js';
import { ReferralsService } from './referrals.service.js';

const SERVICES = [AllocationAcceptance, CaseMoves, MergingService, PausingService, ReasonsService, ChasingRules, ChasingService, ChecksQuery, ChecksService, Messages, MessagesQuery, MessageSender, PathwayPlans, PathwayPlansQuery, PlanQuestions, ReferralsService, ReferralsQuery, ...CASELOAD, ...FAIRS, ...REDEPLOYMENT];

@Module({ imports: [CandidatesModule, IdentityModule, MatchingModule, OpportunitiesModule, BullModule.registerQueue({ name: CASEWORK_QUEUE })], providers: SERVICES, exports: SERVICES })
export class BrokerageModule {}
