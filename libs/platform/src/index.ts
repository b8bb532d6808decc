export { writeAudit, type Actor } from './audit/audit-trail.js';
export { Clock, SystemClock } from './clock/clock.js';
export { CONFIG_NAMES, ConfigError, ProcessConfig, readConfig } from './config/process-config.js';
export { copyRows, type CopyValue } from './database/copy-rows.js';
export { rowDigest } from './database/row-digest.js';
export { joinEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded-postgres.js';
export { projectRoot } from './embedded/project-root.js';
export { DomainError, type ErrorDetail } from './errors/domain-error.js';
export { createLogger, NestLog } from './logging/logging.js';
export { JOB_OPTIONS, PlatformModule, type ProcessSetting } from './platform.module.js';
export { endWell, EXIT_CONFIG, openProcess, type OpenedProcess } from './process/running-process.js';
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
