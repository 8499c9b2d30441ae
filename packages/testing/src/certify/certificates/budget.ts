/** I9: it keeps its budget of processor time, over a long history and with every tick. */

import type { JsonObject } from '@omnitrade/contracts';
import { readBar } from '@omnitrade/market';
import { otherBar, walk } from '../../market/made-bars.ts';
import { createRandom } from '../../market/random.ts';
import { OverBudget, type Step } from '../bench.ts';
import { defaultsOf } from '../cases.ts';
import type { Certificate, Subject } from '../certificate.ts';
import { type Finding, findFirst, toFailure } from '../compare.ts';

/** Processor time for 100,000 bars, and for 100 ticks after them, in milliseconds: ten times what a plain average takes. */
export const budgetMs = { history: 400, ticks: 200 } as const;

const bars = 100_000;
const tickCount = 100;
/** Time that is not the indicator's fault is taken out by trying again. */
const tries = 3;

export const budget: Certificate = {
  id: 'I9',
  title: `Takes at most ${budgetMs.history} ms for 100,000 bars, and ${budgetMs.ticks} ms for 100 ticks after them`,
  gate: true,
  examine: (subject) => {
    const seed = subject.cases[0]?.seed ?? 1;
    const inputs = defaultsOf(subject.indicator.info);
    return findFirst([{ seed, bars: walk(1, seed), inputs, random: () => createRandom(seed) }], async ({ random }) => {
      const long = walk(bars, seed);
      const last = readBar(long, bars - 1);
      const chance = random();
      const steps: Step[] = [(series) => series.reset(long, bars - 1)];
      for (let n = 0; n < tickCount; n++) steps.push((series) => series.tick(otherBar(chance, last)));
      let finding: Finding | undefined;
      for (let n = 0; n < tries; n++) {
        finding = await measure(subject, inputs, steps).catch(toFailure);
        if (!finding) return undefined;
      }
      return finding;
    });
  },
};

async function measure(subject: Subject, inputs: JsonObject, steps: readonly Step[]): Promise<Finding | undefined> {
  const spend = async (played: readonly Step[], limitMs: number) =>
    (await subject.play({ inputs, steps: played, timed: { limitMs } })).cpuMs;
  let what = `${bars} bars`;
  let limitMs: number = budgetMs.history;
  try {
    const history = await spend(steps.slice(0, 1), limitMs);
    what = `${tickCount} ticks`;
    limitMs = budgetMs.ticks;
    await spend(steps, history + limitMs);
    return undefined;
  } catch (error) {
    if (!(error instanceof OverBudget)) throw error;
    const { bar, cpuMs } = error;
    const text = `It takes more than its ${limitMs} ms of processor time for ${what}: compute each bar from the one before, and [from, to) only.`;
    return { bar, expected: limitMs, actual: Math.round(cpuMs), text };
  }
}
