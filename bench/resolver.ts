/** Measures the resolver on catalogues of 1,000 plugins beside a plain backtracking solver: plans, and explained conflicts. */

import { parseCatalogue, resolve } from '../packages/registry/src/index.ts';
import { solvePlainly } from './plain-backtracking.ts';
import {
  createDeepConflict,
  createLayers,
  createOrdinary,
  createPigeons,
  createSharedLibrary,
  createTangle,
  type ResolverGraph,
} from './resolver-graphs.ts';

export interface ResolverFigures {
  readonly name: string;
  readonly ok: boolean;
  /** Plugins in the plan, or facts in the conflict. */
  readonly size: number;
  /** Milliseconds, explanation included: the first time, and the quickest. */
  readonly firstMs: number;
  readonly bestMs: number;
  /** Milliseconds of the plain solver; undefined if it was stopped at {@link limitMs}. */
  readonly plainMs: number | undefined;
}

export const limitMs = 10_000;
const rounds = 7;

export function measureResolver(graph: ResolverGraph): ResolverFigures {
  const { name, catalogue, requests } = graph;
  const times: number[] = [];
  let answer = resolve({ catalogue: { plugins: {} }, requests: [] });
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    answer = resolve({ catalogue, requests });
    times.push(performance.now() - start);
  }
  const start = performance.now();
  const plain = solvePlainly(graph, limitMs);
  const plainMs = plain === undefined ? undefined : performance.now() - start;
  if (plain !== undefined && plain !== answer.ok) throw new Error(`The two solvers disagree about "${name}".`);
  const size = answer.ok ? Object.keys(answer.plan).length : answer.conflict.because.length;
  return { name, ok: answer.ok, size, firstMs: times[0] as number, bestMs: Math.min(...times), plainMs };
}

export const resolverGraphs: readonly (() => ResolverGraph)[] = [
  createOrdinary,
  () => createDeepConflict(1000, true),
  () => createDeepConflict(1000, false),
  createSharedLibrary,
  createLayers,
  () => createTangle(5),
  () => createPigeons(8),
];

if (import.meta.main) {
  console.log(`${'1,000 plugins'.padEnd(26)}answer                 first     best    plain backtracking`);
  for (const create of resolverGraphs) {
    const { name, ok, size, firstMs, bestMs, plainMs } = measureResolver(create());
    const answer = ok ? `plan of ${size}` : `conflict of ${size}`;
    const ratio = (plainMs ?? limitMs) / bestMs;
    const plain = plainMs === undefined ? `> ${limitMs / 1000} s` : `${plainMs.toFixed(0)} ms`;
    const times = `${firstMs.toFixed(0).padStart(6)} ms ${bestMs.toFixed(1).padStart(6)} ms`;
    const beside = `${plain}, ${plainMs === undefined ? 'over ' : ''}${ratio.toFixed(ratio < 10 ? 1 : 0)} times as long`;
    console.log(`${name.padEnd(26)}${answer.padEnd(18)}${times}    ${beside}`);
  }
  const text = JSON.stringify(createOrdinary().catalogue);
  const start = performance.now();
  parseCatalogue(text);
  console.log(
    `reading that catalogue as JSON (${(text.length / 1e6).toFixed(1)} MB) takes ${(performance.now() - start).toFixed(0)} ms`,
  );
}
