import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';

/** A Jest reporter that leaves its counts in the file that `SECATEUR_TEST_SUMMARY` names; does nothing without. */
export default class SummaryReporter {
  onRunComplete(_contexts, results) {
    const file = process.env.SECATEUR_TEST_SUMMARY;
    if (!file) return;
    const skippedTests = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => status === 'pending' || status === 'skipped')
        .map(({ fullName }) => ({ file: relative(process.cwd(), testFilePath), name: fullName })),
    );
    const summary = {
      passed: results.numPassedTests,
      // A file that cannot even be loaded has no tests to count.
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
      skipped: results.numPendingTests,
      skippedTests,
    };
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(summary));
  }
}
