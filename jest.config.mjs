// Tests run on the compiled output, so what is tested is what is shipped (worker threads and child processes included).
export default {
  testEnvironment: '<rootDir>/dist/test/support/jest-environment.js',
  setupFiles: ['<rootDir>/dist/test/support/property-seed.js'],
  roots: ['<rootDir>/dist/test'],
  transform: {},
  // What takes longest runs in CI, and by `npm run test:all` (`-- FILE` for one of them).
  testPathIgnorePatterns: process.env.CI ? [] : ['\\.long\\.test\\.js$'],
  reporters: ['default', '<rootDir>/.ci/summary-reporter.mjs'],
  // Only for what hangs: no test may depend on how busy the machine is.
  testTimeout: 240_000,
  // Jest would leave a core idle: on two cores it would run one test file at a time.
  maxWorkers: '100%',
};
