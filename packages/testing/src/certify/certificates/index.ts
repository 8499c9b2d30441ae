/** Every certificate there is: one file and one entry each. Those of other extension points are lists of their own. */

import type { Certificate } from '../certificate.ts';
import { amendment } from './amendment.ts';
import { budget } from './budget.ts';
import { chunking } from './chunking.ts';
import { convergence } from './convergence.ts';
import { determinism } from './determinism.ts';
import { finiteness } from './finiteness.ts';
import { lookAhead } from './look-ahead.ts';
import { scaling } from './scaling.ts';
import { ticks } from './ticks.ts';
import { warmUp } from './warm-up.ts';

export const indicatorCertificates: readonly Certificate[] = [
  chunking,
  lookAhead,
  ticks,
  amendment,
  warmUp,
  convergence,
  finiteness,
  scaling,
  budget,
  determinism,
];
