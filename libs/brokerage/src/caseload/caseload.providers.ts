import { BulkActionsQuery } from './bulk-actions.query.js';
import { CaseworkBell } from './bulk-actions.queue.js';
import { BulkActions } from './bulk-actions.service.js';
import { BulkMessages } from './bulk-messages.js';
import { BulkReferrals } from './bulk-referrals.js';
import { CaseRecordService } from './case-record.service.js';
import { CaseloadQuery } from './caseload.query.js';
import { HandOvers } from './hand-overs.js';

/** What the caseload gives to the outside. */
export const CASELOAD = [BulkActions, BulkActionsQuery, BulkMessages, BulkReferrals, CaseRecordService, CaseloadQuery, CaseworkBell, HandOvers];
