export { readColumnMapping } from './column-mapping.js';
export { UPLOAD_CONTENTS, type UploadContentName } from './contents/upload-content.js';
export { ExchangeModule } from './exchange.module.js';
export { IMPORTS_QUEUE, type ImportJobs } from './exchange.queue.js';
export { type RowError } from './files/row-error.js';
export { readOrganisationsFile } from './organisations-csv/organisations-file.js';
export { UPLOAD_TEMPLATES } from './upload-templates.js';
export { UploadsQuery, type NotedRow, type UploadState } from './uploads.query.js';
export { UploadsService, type NewUpload } from './uploads.service.js';
