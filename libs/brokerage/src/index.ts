export { AllocationAcceptance } from './allocation-acceptance.service.js';
export { BrokerageModule } from './brokerage.module.js';
export { ChecksQuery, type CheckRulesVersion, type ChecksDetail } from './checks/checks.query.js';
export { ChecksService, type SentCheckRules, type SentCheckStep } from './checks/checks.service.js';
export { MessageSender } from './messages/message-sender.service.js';
export { MessagesQuery, type SentMessage, type SentMessagePage } from './messages/messages.query.js';
export { Messages, type MessageTo, type NewMessage } from './messages/messages.service.js';
export { ReferralsQuery, type ReferralDetail } from './referrals.query.js';
export { ReferralsService, type NewReferral, type ReferralChange } from './referrals.service.js';
