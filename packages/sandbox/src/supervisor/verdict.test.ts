import type { PluginId } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../policy.ts';
import { RunState } from './plugin-run.ts';
import { StartClock } from './start-clock.ts';
import { PluginTimers } from './timers.ts';
import { type Death, findCulprit, toSentence, toStopError } from './verdict.ts';

function run(slot: number, phase: 'calm' | 'starting' = 'calm'): RunState {
  const start = new StartClock({ beginMs: 1e6, returnMs: () => 1e6, reportMs: 1e6 }, () => {});
  if (phase === 'starting') {
    start.expect('activated');
    start.begin();
    start.stop();
  }
  const timers = new PluginTimers('manual', defaultPolicy, () => {});
  const request = { plugin: `p${slot}` as PluginId, limits: { memoryMb: 32, columnsMb: 1, turnMs: 50 } } as never;
  return new RunState(slot, request, timers, start);
}
const death = (more: Partial<Death>): Death => ({
  kind: 'ended',
  text: 'why',
  slot: undefined,
  doomed: false,
  ...more,
});

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
