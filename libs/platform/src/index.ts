export { type ChainFault, type ChainHead, type ChainReport } from './audit/audit-chain.js';
export { AuditQuery, type AuditEvent, type AuditFilter, type AuditPage } from './audit/audit-query.js';
export { rowImages, type RowImage } from './audit/changed-rows.js';
export { changesOf, writeAudit, writeAudits, type AuditValue, type NewAuditEvent, type PersonalFields } from './audit/audit-trail.js';
export { enter, REACH_KINDS, systemActor, type Actor, type DatabaseRole, type Reach } from './database/actor.js';
export { Database, reading, requireAction, type Read } from './database/database.js';
export { Clock, SystemClock } from './clock/clock.js';
export { CONFIG_NAMES, ConfigError, ProcessConfig, readConfig } from './config/process-config.js';
export { DatabaseAddress } from './database/database-address.js';
export { pageOf } from './database/page-of.js';
export { Notifications } from './database/notifications.js';
export { BinaryRows, uuidBytes, uuidText } from './database/copy-binary.js';
export { copyRows, type CopyValue } from './database/copy-rows.js';
export { rowDigest } from './database/row-digest.js';
export { joinEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded-postgres.js';
export { projectRoot } from './embedded/project-root.js';
export { DomainError, type ErrorDetail } from './errors/domain-error.js';
export { createLogger, NestLog } from './logging/logging.js';
export { mailFailure } from './mail/mail-failure.js';
export { Mailer, type MailMessage } from './mail/mailer.js';
export { JOB_OPTIONS, PlatformModule, type ProcessSetting } from './platform.module.js';
export { endWell, EXIT_CONFIG, openProcess, openServingProcess, type OpenedProcess } from './process/running-process.js';
export { keyringOf, sessionSecretsOf } from './secrets/home-keyring.js';
export { homeSecret } from './secrets/home-secret.js';
export { resealAll, type Resealed } from './secrets/reseal.js';
export { Sealer, type SealingKey } from './secrets/sealer.js';
export { migrateQueue, queueOptions, type QueuePlace } from './queue/queue-connection.js';
export { logErrorsOf, ring } from './queue/ring.js';
export {
  ClaimLostError,
  claimWork,
  failWork,
  finishWork,
  keepClaim,
  releaseClaim,
  renewClaim,
  rowsToRingAgain,
  type Claim,
  type WorkTable,
} from './claims/work-claim.js';
