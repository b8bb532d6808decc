import { CaseRecordService } from './case-record.service.js';
import { CaseloadQuery } from './caseload.query.js';
import { HandOverService } from './hand-over.service.js';

/** What the caseload gives to the outside. */
export const CASELOAD = [CaseRecordService, CaseloadQuery, HandOverService];
