/** A test as an author writes it for node:test; run by node-test.test.ts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertContribution, assertDenied, assertPlot, openTestTerminal } from './index.ts';

const plugin = new URL('../../../plugins/classic-indicators/', import.meta.url);

test('an average of three', async () => {
  await using terminal = await openTestTerminal({ plugin });
  assertContribution(terminal, 'sma');
  await terminal.market.addBars([3, 6, 9]);
  const sma = await terminal.addIndicator('sma', { length: 3 });
  assertPlot(sma, { sma: [null, null, 6] });
  assert.throws(() => assertPlot(sma, { sma: [null, null, 7] }), /"sma" is 6 at bar 2, not 7/);
  assert.throws(() => assertDenied(terminal, 'storage'), /was not refused "storage"/);
});
