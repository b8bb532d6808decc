export { dataSourceOptions, openDataSource } from './data-source.js';
export { DemoModule } from './demo/demo.module.js';
export { type DemoFile } from './demo/demo-files.js';
export { DemoService } from './demo/demo.service.js';
export { migrate, migrationStatus, type MigrationStatus } from './migrate.js';
