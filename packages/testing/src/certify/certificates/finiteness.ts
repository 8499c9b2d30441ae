/** I7: on whatever bars there can be, it computes and its values are numbers. */

import { type Bar, toJsonNumber } from '@omnitrade/contracts';
import { sameBars } from '../../market/made-bars.ts';
import { createRandom } from '../../market/random.ts';
import type { Values } from '../bench.ts';
import { defaultsOf } from '../cases.ts';
import type { Case, Certificate, Subject } from '../certificate.ts';
import { type Finding, findFirst, playWhole } from '../compare.ts';

const oddBars: readonly Omit<Bar, 'time'>[] = [
  { open: 0, high: 0, low: 0, close: 0, volume: 0 },
  { open: 100, high: 100, low: 100, close: 100, volume: 10 },
  { open: 100, high: 101, low: 99, close: 100, volume: 0 },
  { open: 1e12, high: 2e12, low: 1e11, close: 1.5e12, volume: 1e15 },
  { open: 1e-12, high: 2e-12, low: 1e-13, close: 1.5e-12, volume: 1 },
];
const lengths = [1, 2, 150];

export const finiteness: Certificate = {
  id: 'I7',
  title: 'Gives numbers on zero prices, zero volume, bars that stand still, one bar and none',
  gate: true,
  async examine(subject) {
    await subject.play({ inputs: defaultsOf(subject.indicator.info), steps: [() => nothing] });
    return findFirst([...oddCases(subject), ...subject.cases], async (one) => {
      const gaps = new Set(subject.indicator.info.outputs.filter((output) => output.gaps).map(({ key }) => key));
      return findOdd(await playWhole(subject, one), gaps);
    });
  },
};

/** The series stays as it was made: empty. */
const nothing = { series: '' as never, rev: 0, kind: 'reset', from: 0, length: 0, closed: 0 } as const;

function oddCases({ indicator: { info } }: Subject): Case[] {
  const inputs = defaultsOf(info);
  return oddBars.flatMap((bar, i) =>
    lengths.map((length) => ({
      seed: -(i + 1),
      bars: sameBars(length, bar),
      inputs,
      random: () => createRandom(i),
    })),
  );
}

function findOdd({ warmup, length, keys, columns }: Values, gaps: ReadonlySet<string>): Finding | undefined {
  for (let bar = 0; bar < length; bar++)
    for (const [c, output] of keys.entries()) {
      const value = columns[c]?.[bar] as number;
      const isMissing = Number.isNaN(value);
      if (Number.isFinite(value) || (isMissing && (bar < warmup || gaps.has(output)))) continue;
      const word = isMissing ? 'no value' : value > 0 ? 'an infinite value' : 'a value that is minus infinite';
      const text = `Bar ${bar} of "${output}" has ${word} on bars that are odd but legal; divide only by what cannot be zero.`;
      return { bar, output, expected: 'a number', actual: toJsonNumber(value), text };
    }
  return undefined;
}
