import { availableParallelism } from 'node:os';
/** @type {import('jest').Config} */
const everyProject = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['source', 'node', 'node-addons'] }, // "#lib/*" -> libs/*/src/index.ts
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '@swc/jest' },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' }, // './x.js' -> ./x.ts
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.pathways/'],
};

/** A folder under test/ that needs the PostgreSQL which bin/test.mjs starts. */
const withDatabase = (displayName) => ({
  ...everyProject,
  displayName,
  testMatch: [`<rootDir>/test/${displayName}/**/*.spec.ts`],
});

/** @type {import('jest').Config} */
export default {
  // Many tests wait for processes that start: three for two cores are an eighth quicker than two. A percentage above 100 jest reads as a number of workers.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  workerIdleMemoryLimit: '600MB', // contexts of ES modules are freed late
  coverageProvider: 'v8',
  // With --coverage: every branch of the kernel is tested. What runs nothing (doors, types, oracles) is left out.
  collectCoverageFrom: ['libs/kernel/src/**/*.ts', '!**/*.{spec,oracle}.ts', '!**/index.ts', '!**/matching/facts.ts'],
  coverageThreshold: { global: { branches: 100, functions: 100, lines: 100 } },
  coverageReporters: [['text', { skipFull: true }], 'text-summary'],
  testTimeout: 60_000,
  projects: [
    { ...everyProject, displayName: 'unit', testMatch: ['<rootDir>/{apps,libs}/**/*.spec.ts'] },
    { ...everyProject, displayName: 'house', testMatch: ['<rootDir>/test/house/**/*.spec.ts'] },
    withDatabase('integration'),
    withDatabase('e2e'),
    ...(process.env.TEST_CHROMIUM ? [withDatabase('browser')] : []), // bin/test.mjs looks for one, and says so when there is none
  ],
};
