import { describe, expect, test } from 'vitest';
import {
  assertContribution,
  assertDenied,
  assertFailed,
  assertLogged,
  assertPlot,
  assertShown,
  assertUsed,
  matchers,
} from './index.ts';

const indicator = { outputs: { v: [null, 1, 2.5] }, error: undefined };
const failed = { outputs: {}, error: { code: 'indicator.calc-failed', message: 'It threw.', data: {} } };
const terminal = {
  plugin: 'mine',
  uses: [{ plugin: 'mine', permission: 'storage', allowed: 2, denied: 1 }],
  logs: [{ plugin: 'mine', level: 'info', text: 'began' }],
  errors: [{ code: 'plugin.crashed', message: 'It crashed.', data: {} }],
  info: { id: 'mine', contributions: [{ point: 'chart.indicator', id: 'v', info: {} }] } as never,
};
const quiet = { ...terminal, uses: [], logs: [], errors: [], info: { id: 'mine', contributions: [] } as never };
const panel = { status: 'live', error: undefined, text: 'Button label="Go"' } as const;

describe('assertions', () => {
  test('pass where they hold', () => {
    assertPlot(indicator, { v: [null, 1, 2.5] });
    assertPlot(indicator, { v: { last: [2.5] } });
    assertPlot(indicator, { v: [null, 1, 2.4] }, { tolerance: 0.2 });
    assertDenied(terminal, 'storage');
    assertUsed(terminal, 'storage');
    assertContribution(terminal, 'v', 'chart.indicator');
    assertLogged(terminal, 'began');
    assertLogged(terminal, /^info/);
    assertFailed(terminal, 'plugin.crashed');
    assertShown(panel, 'Go');
  });

  test.each<[() => void, string]>([
    [() => assertPlot(indicator, { v: [null, 1] }), '"v" has 3 values, not 2: none, 1, 2.5'],
    [() => assertPlot(indicator, { v: [0, 1, 2.5] }), '"v" is null at bar 0, not 0'],
    [() => assertPlot(indicator, { v: [null, 1, null] }), '"v" is 2.5 at bar 2, not null'],
    [() => assertPlot(indicator, { w: [1] }), 'It has no output "w", only v.'],
    [() => assertPlot(failed, { v: [1] }), 'It does not plot: It threw.'],
    [() => assertDenied(quiet, 'storage'), 'It called nothing that needs a permission.'],
    [() => assertUsed(terminal, 'net:x.example'), 'It called: storage (2 allowed, 1 refused).'],
    [() => assertContribution(quiet, 'v'), 'mine does not add "v"; it adds nothing.'],
    [() => assertContribution(terminal, 'v', 'data.provider'), 'it adds v (chart.indicator)'],
    [() => assertLogged(quiet, 'began'), '(nothing)'],
    [() => assertFailed(quiet), 'mine did not fail.'],
    [() => assertFailed(terminal, 'plugin.other'), 'It crashed. (plugin.crashed)'],
    [() => assertShown(panel, 'Stop'), 'It shows:\nButton label="Go"'],
    [() => assertShown({ ...panel, status: 'failed', error: failed.error }, 'Go'), 'The panel is failed: It threw.'],
  ])('say what is wrong where they do not (%#)', (assert, sentence) => {
    expect(assert).toThrow(
      expect.objectContaining({ name: 'AssertionError', message: expect.stringContaining(sentence) }),
    );
  });
});

describe('matchers', () => {
  test('speak for both ways of asking', () => {
    const { pass, message } = matchers.toBeDenied(terminal, 'storage');
    expect([pass, message()]).toEqual([true, 'mine was refused "storage" 1 times.']);
    const other = matchers.toBeDenied(quiet, 'storage');
    expect([other.pass, other.message()]).toEqual([false, expect.stringContaining('was not refused')]);
  });
});
