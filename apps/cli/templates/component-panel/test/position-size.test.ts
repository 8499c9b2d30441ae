import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestTerminal } from '@omnitrade/testing';
import { computeSize } from '../services/compute-size.ts';

describe('computeSize', () => {
  test('buys as much as the risk allows', () => {
    const size = computeSize({ cash: 10_000, riskPercent: 1, entry: 100, stop: 95 });
    assert.deepEqual(size, { ok: true, units: 20, loss: 100 });
  });

  test('buys no more than there is cash for', () => {
    const size = computeSize({ cash: 1_000, riskPercent: 50, entry: 100, stop: 99 });
    assert.equal(size.ok && size.units, 10);
  });

  test('says why there is no answer', () => {
    const size = computeSize({ cash: 1_000, riskPercent: 1, entry: 100, stop: 101 });
    assert.match(size.ok ? '' : size.why, /stop/);
  });
});

describe('the panel', () => {
  test('computes anew when a number is changed', async () => {
    await using terminal = await openTestTerminal({ plugin: new URL('..', import.meta.url) });
    const panel = await terminal.openPanel('position-size');
    assert.equal(panel.find('Stat').props.value, 20);
    await panel.act(panel.find('NumberInput', 'Risk'), 'onChange', 2);
    assert.equal(panel.find('Stat').props.value, 40);
    await panel.act(panel.find('NumberInput', 'Stop'), 'onChange', 120);
    assert.match(panel.text, /stop/);
  });
});
