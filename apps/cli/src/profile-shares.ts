/** The functions of a profile by the time they took themselves. Pure. */

import type { CpuProfile } from '@omnitrade/host';

export interface Share {
  readonly name: string;
  /** `file:line`, or empty for what is in no file. */
  readonly place: string;
  readonly ms: number;
  /** Of the time in turns. */
  readonly percent: number;
}

/** Not of the plugin: no turn was under way, or the engine says nothing. */
const apart = ['(idle)', '(program)', '(root)'];

export function toShares({ nodes, samples, timeDeltas }: CpuProfile): Share[] {
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const found = new Map<string, { name: string; place: string; ms: number }>();
  let total = 0;
  for (const [n, id] of samples.entries()) {
    const call = byId.get(id);
    const ms = (timeDeltas[n] ?? 0) / 1_000;
    if (!call || apart.includes(call.functionName)) continue;
    total += ms;
    const name = call.functionName || '(anonymous)';
    const place = call.lineNumber < 0 ? '' : `${call.url.replace(/^plugin:\/\//, '')}:${call.lineNumber + 1}`;
    const known = found.get(`${name}\n${place}`);
    if (known) known.ms += ms;
    else found.set(`${name}\n${place}`, { name, place, ms });
  }
  return Array.from(found.values(), (one) => ({ ...one, percent: (one.ms / Math.max(total, 1e-9)) * 100 })).sort(
    (a, b) => b.ms - a.ms,
  );
}
