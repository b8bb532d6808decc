export { AllocationAcceptance } from './allocation-acceptance.service.js';
export { BrokerageModule } from './brokerage.module.js';
export { ReferralsQuery, type ReferralDetail } from './referrals.query.js';
export { ReferralsService, type NewReferral, type ReferralChange } from './referrals.service.js';
