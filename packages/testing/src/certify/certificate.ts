/** What a certificate is: one claim about an indicator, examined on many cases, refuted by the first bar that breaks it. */

import type { BarColumns, Contribution, JsonObject } from '@omnitrade/contracts';
import type { Random } from '../market/random.ts';
import type { Play, Values } from './bench.ts';

/** The first bar at which a claim does not hold. */
export interface Evidence {
  readonly bar: number;
  readonly expected: number | string | null;
  readonly actual: number | string | null;
  /** Makes the same bars and inputs again; 0 stands for the real bars that were given. */
  readonly seed: number;
  readonly output?: string;
  readonly inputs: JsonObject;
  /** One sentence for a person. */
  readonly text: string;
}

/** Bars and inputs made from one seed. */
export interface Case {
  readonly seed: number;
  readonly bars: BarColumns;
  readonly inputs: JsonObject;
  /** Where it is cut and how it is changed: made anew for each certificate, from the same seed. */
  readonly random: () => Random;
}

/** One indicator before its examiner. */
export interface Subject {
  readonly indicator: Contribution<'chart.indicator'>;
  readonly cases: readonly Case[];
  /** Plays changes of a series to a new instance. */
  play(play: Play): Promise<Values>;
}

export interface Certificate {
  readonly id: string;
  /** The claim, in the present tense. */
  readonly title: string;
  /** Whether a plugin that breaks it fails; otherwise it is only told. */
  readonly gate: boolean;
  examine(subject: Subject): Promise<Evidence | undefined>;
}
