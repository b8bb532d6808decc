export { dataSourceOptions, openDataSource } from './data-source.js';
export { DemoAccounts, demoSignIns, type DemoSignIn } from './demo/demo-accounts.js';
export { BROKERAGE_CODE, CITY_CODE } from './demo/demo-organisations.js';
export { DemoModule } from './demo/demo.module.js';
export { type DemoFile } from './demo/demo-files.js';
export { DemoService } from './demo/demo.service.js';
export { migrate, migrationStatus, type MigrationStatus } from './migrate.js';
