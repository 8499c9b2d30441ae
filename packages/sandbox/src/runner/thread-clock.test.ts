import { describe, expect, it } from 'vitest';
import { ThreadClock } from './thread-clock.ts';

function newClock() {
  let cpuMs = 100;
  let reads = 0;
  const clock = new ThreadClock(() => {
    reads++;
    return cpuMs;
  });
  clock.mark();
  /** A call that was on the processor for `cpu` of its `wall` milliseconds. */
  const call = (wall: number, cpu: number) => {
    cpuMs += cpu;
    return clock.spent(wall);
  };
  return { clock, call, reads: () => reads };
}

describe('the clock of the thread', () => {
  it('tells what a long call had of the processor', () => {
    const { call } = newClock();
    expect(call(80, 12)).toBe(12);
    expect(call(80, 75)).toBe(75);
    expect(call(40, 40)).toBe(40);
  });

  it('takes short calls at their word, without a look', () => {
    const { call, reads } = newClock();
    for (let n = 0; n < 100; n++) expect(call(0.01, 0.01)).toBe(0.01);
    expect(reads()).toBe(1);
  });

  it('does not charge a long call for the short ones before it', () => {
    const { call } = newClock();
    for (let n = 0; n < 1000; n++) call(0.05, 0.05);
    expect(call(60, 20)).toBeCloseTo(20);
  });

  it('never tells more than passed on the wall, nor less than nothing', () => {
    const { call } = newClock();
    expect(call(5, 30)).toBe(5);
    for (let n = 0; n < 10; n++) call(1.9, 0);
    expect(call(5, 1)).toBe(0);
  });
});
