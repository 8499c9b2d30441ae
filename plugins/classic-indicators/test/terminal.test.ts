/** The plugin in a real terminal: in its sandbox, with its permission, and before its examiners. */

import { fileURLToPath } from 'node:url';
import { readDirectory } from '@omnitrade/host';
import { assertContribution, certify, openTestTerminal } from '@omnitrade/testing';
import '@omnitrade/testing/vitest';
import { expect, it } from 'vitest';
import { indicators } from './plugin.ts';

const plugin = new URL('../', import.meta.url);

it('plots all its indicators side by side', async () => {
  await using terminal = await openTestTerminal({ plugin, grants: ['charts:write'] });
  await terminal.market.addWalk(120);
  for (const id of indicators.keys()) {
    assertContribution(terminal, id, 'chart.indicator');
    const placed = await terminal.addIndicator(id);
    expect(placed.status, id).toBe('live');
    for (const values of Object.values(placed.outputs)) expect(values.at(-1), id).not.toBeNull();
  }
  expect(terminal.errors).toEqual([]);
});

it('follows an open bar', async () => {
  await using terminal = await openTestTerminal({ plugin });
  await terminal.market.addBars([10, 20, 30]);
  const high = await terminal.addIndicator('donchian', { length: 2 });
  expect(high).toPlot({ upper: [null, 20, 30], lower: [null, 10, 20] });
  await terminal.market.tick(50);
  expect(high).toPlot({ upper: { last: [50] } });
  await terminal.market.close(40);
  expect(high).toPlot({ upper: { last: [40] }, middle: { last: [35] } });
});

it('is certified', { timeout: 120_000 }, async () => {
  const report = await certify(await readDirectory(fileURLToPath(plugin)), { runs: 8 });
  expect(report.certificates.filter(({ ok }) => !ok)).toEqual([]);
  expect(report.certificates[0]?.examined).toHaveLength(20);
});
