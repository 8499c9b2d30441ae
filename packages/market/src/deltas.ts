/** Collapsing several changes of one series into one, for readers that are told once per flush. */

import type { DeltaKind, SeriesDelta } from '@omnitrade/contracts';
import { marketError } from './errors.ts';

/** Of two kinds, the one that promises a reader less wins. */
const weight = { tick: 0, append: 1, amend: 2, prepend: 3, reset: 4 } as const satisfies Record<DeltaKind, number>;

/**
 * The one delta that stands for `a` followed by `b`: a reader that reads [from, length) anew has all of both.
 * `a` may be merged already, `b` is the change right after it; the result carries the revision of `b`.
 * A merged `amend` may also have grown the series. A merged `prepend` still grew it only at the front,
 * so the shift of all indices can be told from the lengths; where it cannot, the result is a `reset`.
 */
export function mergeDeltas(a: SeriesDelta, b: SeriesDelta): SeriesDelta {
  if (a.series !== b.series || b.rev !== a.rev + 1)
    throw marketError('delta-gap', { series: b.series, rev: b.rev, after: a.rev });
  const kind = mergeKinds(a.kind, b.kind);
  return { ...b, kind, from: kind === 'reset' || kind === 'prepend' ? 0 : Math.min(a.from, b.from) };
}

function mergeKinds(a: DeltaKind, b: DeltaKind): DeltaKind {
  const kind = weight[a] > weight[b] ? a : b;
  if (kind !== 'prepend') return kind;
  const other = a === 'prepend' ? b : a;
  return other === 'prepend' || other === 'tick' ? 'prepend' : 'reset';
}
