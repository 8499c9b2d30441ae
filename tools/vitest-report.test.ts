import { describe, expect, test } from 'vitest';
import { addTallies, tallyReport, toTallyText } from './vitest-report.ts';

const report = (counts: object, files: object[] = []) =>
  JSON.stringify({
    numPassedTests: 0,
    numFailedTests: 0,
    numPendingTests: 0,
    numTodoTests: 0,
    testResults: files,
    ...counts,
  });

describe('tallyReport', () => {
  test('counts tests', () => {
    const text = report({ numPassedTests: 5, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 });
    expect(tallyReport(text, 1)).toEqual({ passed: 5, failed: 2, skipped: 2 });
  });

  test('counts a file that did not load, but not one whose tests failed', () => {
    const broken = { status: 'failed', assertionResults: [] };
    const failed = { status: 'failed', assertionResults: [{ status: 'failed' }] };
    expect(tallyReport(report({ numPassedTests: 1, numFailedTests: 1 }, [broken, failed]), 1)).toMatchObject({
      failed: 2,
    });
  });

  test('never calls a run that ended badly a success', () => {
    expect(tallyReport(report({ numPassedTests: 5 }), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
    expect(tallyReport(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('toTallyText', () => {
  test('is one plain line', () => {
    const all = addTallies([
      { passed: 1, failed: 0, skipped: 0 },
      { passed: 2, failed: 1, skipped: 0 },
    ]);
    expect(toTallyText(all)).toBe('3 passed, 1 failed');
    expect(toTallyText({ passed: 1, failed: 0, skipped: 2 })).toBe('1 passed, 0 failed, 2 skipped');
  });
});
