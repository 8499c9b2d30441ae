import type { PluginId } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../policy.ts';
import { createAllowances } from './allowances.ts';
import { RunState } from './plugin-run.ts';
import { StartClock } from './start-clock.ts';
import { PluginTimers } from './timers.ts';
import { type Death, judge, type Scene, toNeighbour, toSentence, toStopError } from './verdict.ts';

function run(slot: number, phase: 'calm' | 'starting' = 'calm'): RunState {
  const start = new StartClock({ beginMs: 1e6, returnMs: () => 1e6, reportMs: 1e6 }, () => {});
  if (phase === 'starting') {
    start.expect('activated');
    start.begin();
    start.stop();
  }
  const timers = new PluginTimers('manual', defaultPolicy, () => {});
  const request = {
    plugin: `p${slot}` as PluginId,
    limits: { memoryMb: 32, columnsMb: 1, turnMs: 50 },
    listener: {},
  } as never;
  return new RunState(slot, request, timers, start, createAllowances(request, defaultPolicy));
}
const death = (more: Partial<Death>): Death => ({
  kind: 'ended',
  text: 'why',
  slot: undefined,
  doomed: false,
  ...more,
});

const judged = (of: Death, runs: readonly RunState[], scene: Partial<Scene> = {}) =>
  judge(of, { runs, alone: false, shaken: false, ...scene });
const findCulprit = (of: Death, runs: readonly RunState[]) => judged(of, runs).culprit;

describe('the culprit', () => {
  const [a, b, c] = [run(1), run(2), run(3, 'starting')];

  it('is the plugin the runner was in', () => {
    expect(findCulprit(death({ slot: 2 }), [a, b])).toBe(b);
    expect(findCulprit(death({ kind: 'stuck', slot: 1 }), [a, b, c])).toBe(a);
  });

  it('is the one plugin that ran beside the frames, if the runner was in no turn', () => {
    expect(findCulprit(death({}), [a, b, c])).toBe(c);
    expect(findCulprit(death({ kind: 'memory' }), [a, c])).toBe(c);
  });

  it('is whom the engine itself named, whoever else ran', () => {
    expect(findCulprit(death({ slot: 1, doomed: true }), [a, b, c])).toBe(a);
  });

  it('is nobody where it could be several, or none', () => {
    expect(findCulprit(death({ slot: 1 }), [a, b, c])).toBeUndefined();
    expect(findCulprit(death({}), [a, b])).toBeUndefined();
    expect(findCulprit(death({}), [a])).toBeUndefined();
    expect(findCulprit(death({ slot: 9 }), [a, b])).toBeUndefined();
  });

  it('is never taken from the word of a runner that lied', () => {
    expect(findCulprit(death({ kind: 'protocol', slot: 1 }), [a, b])).toBeUndefined();
  });

  it('is whoever was known before', () => {
    expect(findCulprit(death({ slot: 1, culprit: b }), [a, b])).toBe(b);
  });

  it('is nobody when the end came from outside, wherever the runner was', () => {
    for (const kind of ['outside', 'stillborn'] as const)
      for (const slot of [1, 3, undefined])
        expect(judged(death({ kind, slot }), [a, b, c], { alone: true })).toEqual({ culprit: undefined, suspects: [] });
  });

  it('is the one that holds more than it may, if a runner in no turn holds too much', () => {
    const [big, small] = [run(4), run(5)];
    big.meter.sample(0, 30 * 1048576, 3 * 1048576);
    small.meter.sample(0, 30 * 1048576, 1 * 1048576);
    expect(judged(death({ kind: 'memory' }), [small, big])).toEqual({ culprit: big, suspects: [] });
    small.meter.sample(0, 33 * 1048576, 0);
    expect(judged(death({ kind: 'memory' }), [small, big])).toEqual({ culprit: undefined, suspects: [small, big] });
  });

  it('is the only plugin of a runner that was kept for it, whatever the runner says', () => {
    for (const kind of ['ended', 'memory', 'silent', 'protocol'] as const)
      expect(judged(death({ kind }), [a], { alone: true }).culprit).toBe(a);
  });
});

describe('suspects', () => {
  const [a, b] = [run(1), run(2)];

  it('are all who can have done it', () => {
    for (const kind of ['ended', 'memory', 'silent', 'protocol'] as const)
      expect(judged(death({ kind }), [a, b])).toEqual({ culprit: undefined, suspects: [a, b] });
    expect(judged(death({ slot: 1 }), [a, b]).suspects).toEqual([]);
  });

  it('are none where memory is left over from one that was ended a moment ago', () => {
    expect(judged(death({ kind: 'memory' }), [a, b], { shaken: true }).suspects).toEqual([]);
    expect(judged(death({ kind: 'ended' }), [a, b], { shaken: true }).suspects).toEqual([a, b]);
  });

  it('are told how many they are', () => {
    expect(toNeighbour(death({}), a, 2)).toMatchObject({ data: { suspects: 2 } });
    expect(toNeighbour(death({}), a, 2).message).toMatch(/p1 .*which of its 2 plugins did it.*alone, in quarantine/);
    expect(toNeighbour(death({}), a, 1).message).toMatch(/it was the only one in it/);
    expect(toNeighbour(death({}), a, 0).message).toBe('The runner process of p1 ended (why); it is started again.');
  });
});

describe('the sentence', () => {
  it('names the plugin, the number and the limit', () => {
    const one = run(4);
    expect(toSentence(death({ kind: 'stuck' }), one).message).toBe(
      'p4 was stopped: a turn that could not be interrupted took longer than its limit of 50 ms.',
    );
    expect(toSentence(death({ kind: 'memory' }), one).message).toMatch(/p4 .* more than its 32 MB/);
    expect(toSentence(death({ text: 'SIGSEGV' }), one).message).toMatch(/p4 .*\(SIGSEGV\)/);
  });

  it('says where a plugin spun, if the engine knows', () => {
    const stack = '    at f (plugin://p4/index.js:3:5)\n    at plugin://p4/index.js:9:1';
    const error = toStopError(run(4), 'timeout', stack, 50);
    expect(error.message).toBe(
      'p4 was stopped: a turn took longer than its limit of 50 ms (at f (plugin://p4/index.js:3:5)).',
    );
    expect(toStopError(run(5, 'starting'), 'timeout', '', 500).message).toMatch(/p5 .*: activate took longer/);
  });
});
