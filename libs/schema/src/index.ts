export { dataSourceOptions, openDataSource } from './data-source.js';
export { migrate, migrationStatus, type MigrationStatus } from './migrate.js';
