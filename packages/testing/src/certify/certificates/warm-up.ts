/** I5: exactly the declared warm-up is empty, in every output. */

import { toJsonNumber } from '@omnitrade/contracts';
import { walk } from '../../market/made-bars.ts';
import { createRandom } from '../../market/random.ts';
import type { Values } from '../bench.ts';
import { chooseInputs, defaultsOf } from '../cases.ts';
import type { Case, Certificate, Subject } from '../certificate.ts';
import { type Finding, findFirst, playWhole } from '../compare.ts';

const count = 8;
const bars = 400;

export const warmUp: Certificate = {
  id: 'I5',
  title: 'Leaves exactly its declared warm-up empty',
  gate: true,
  examine: (subject) =>
    findFirst(ordinaryCases(subject), async (one) => {
      const values = await playWhole(subject, one);
      const gaps = new Set(subject.indicator.info.outputs.filter((output) => output.gaps).map(({ key }) => key));
      return findWrong(values, gaps);
    }),
};

/** Bars on which every indicator has a value: a missing one can only be the warm-up. */
function ordinaryCases({ cases, indicator: { info } }: Subject): Case[] {
  const seed = cases[0]?.seed ?? 1;
  return Array.from({ length: count }, (_, i) => ({
    seed: seed + i,
    bars: walk(bars, seed + i),
    inputs: i === 0 ? defaultsOf(info) : chooseInputs(info, createRandom(seed + i)),
    random: () => createRandom(seed + i),
  }));
}

function findWrong({ warmup, length, keys, columns }: Values, gaps: ReadonlySet<string>): Finding | undefined {
  for (let bar = 0; bar < length; bar++)
    for (const [c, output] of keys.entries()) {
      const value = columns[c]?.[bar] as number;
      const isThere = !Number.isNaN(value);
      if (bar < warmup && isThere) {
        const text = `Bar ${bar} of "${output}" has a value, though the first ${warmup} bars are declared as warm-up.`;
        return { bar, output, expected: null, actual: toJsonNumber(value), text };
      }
      if (bar < warmup || isThere || gaps.has(output)) continue;
      const what = bar === warmup ? `the warm-up is declared as ${warmup} bars` : 'the warm-up is over';
      const text = `Bar ${bar} of "${output}" has no value, though ${what}; declare the true number, or the output's "gaps".`;
      return { bar, output, expected: 'a number', actual: null, text };
    }
  return undefined;
}
