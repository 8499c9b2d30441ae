/** Measures classic indicators in this process: milliseconds per 100,000 bars and microseconds per tick. */

import { randomWalk } from '../plugins/classic-indicators/test/bars.ts';
import { type Bars, defaultsOf, type Inputs, Instance } from '../plugins/classic-indicators/test/harness.ts';
import { indicators } from '../plugins/classic-indicators/test/plugin.ts';

export interface IndicatorFigures {
  readonly indicator: string;
  readonly inputs: Inputs;
  readonly msPer100kBars: number;
  readonly usPerTick: number;
}

const barCount = 100_000;
const rounds = 15;

/** Median over rounds after a warm-up; `longest` takes the largest lengths instead of the defaults. */
export function measureIndicators({ longest = false } = {}): IndicatorFigures[] {
  const bars = randomWalk(barCount, 1);
  return [...indicators].map(([id, indicator]) => {
    const inputs = defaultsOf(indicator);
    if (longest)
      for (const [key, input] of Object.entries(indicator.inputs ?? {}))
        if (input.type === 'integer') inputs[key] = input.maximum!;
    const instance = new Instance(indicator, inputs, bars.time.length, false);
    const whole = median(() => instance.run(bars, 0));
    return { indicator: id, inputs, msPer100kBars: whole, usPerTick: measureTicks(instance, bars) };
  });
}

function measureTicks(instance: Instance, bars: Bars): number {
  const ticks = 2000;
  const ms = median(() => {
    for (let k = 0; k < ticks; k++) instance.run(bars, barCount - 1, barCount, barCount - 1);
  });
  return (ms * 1000) / ticks;
}

function median(work: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < rounds + 3; round++) {
    const start = performance.now();
    work();
    if (round >= 3) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1]!;
}

if (import.meta.main) {
  for (const longest of [false, true]) {
    console.log(longest ? '\nLongest windows' : 'Default inputs');
    for (const { indicator, msPer100kBars, usPerTick } of measureIndicators({ longest })) {
      console.log(
        `  ${indicator.padEnd(10)} ${msPer100kBars.toFixed(2).padStart(7)} ms per 100,000 bars  ${usPerTick.toFixed(2).padStart(6)} µs per tick`,
      );
    }
  }
}
