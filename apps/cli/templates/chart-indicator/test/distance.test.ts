import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestTerminal } from '@omnitrade/testing';
import { average } from '../services/average.ts';

const plugin = new URL('..', import.meta.url);

describe('average', () => {
  test('is the mean of the last values', () => {
    assert.equal(average(Float64Array.of(1, 2, 3, 10), 2, 3), 2);
  });
});

describe('the indicator', () => {
  test('shows the distance from the average, once there are enough bars', async () => {
    await using terminal = await openTestTerminal({ plugin });
    await terminal.market.addBars([10, 10, 13]);
    const { outputs } = await terminal.addIndicator('distance', { length: 2 });
    assert.deepEqual(outputs.distance, [null, 0, (13 / 11.5 - 1) * 100]);
  });

  test('follows the open bar and leaves closed bars as they are', async () => {
    await using terminal = await openTestTerminal({ plugin });
    await terminal.market.addBars([10, 10]);
    const indicator = await terminal.addIndicator('distance', { length: 2 });
    await terminal.market.tick(20);
    const before = indicator.outputs.distance;
    await terminal.market.tick(10);
    assert.notEqual(indicator.outputs.distance?.[2], before?.[2]);
    assert.deepEqual(indicator.outputs.distance?.slice(0, 2), before?.slice(0, 2));
  });
});
