/** Finds which plugins together make a health check fail, with few checks: about log2(n) for each of them. */

export type Bisection<T> =
  /** With everything on, nothing is wrong. */
  | { readonly found: 'nothing' }
  /** It fails also with everything off. */
  | { readonly found: 'not-a-plugin' }
  /** The check fails with these on; with any of them off it passes. One plugin, or a pair, or more. */
  | { readonly found: 'culprits'; readonly culprits: readonly T[] };

export interface BisectOptions<T> {
  readonly items: readonly T[];
  /** True if all is well with exactly these on. Assumed: what fails goes on failing when more is on. */
  readonly check: (on: readonly T[]) => Promise<boolean>;
}

export async function bisect<T>({ items, check }: BisectOptions<T>): Promise<Bisection<T>> {
  if (await check(items)) return { found: 'nothing' };
  if (!(await check([]))) return { found: 'not-a-plugin' };
  const culprits: T[] = [];
  let pool = items;
  do {
    // The shortest beginning of the pool that fails beside what was found: its last item is needed for it.
    let passes = 0;
    let fails = pool.length;
    while (fails - passes > 1) {
      const middle = Math.floor((passes + fails) / 2);
      if (await check([...pool.slice(0, middle), ...culprits])) passes = middle;
      else fails = middle;
    }
    culprits.unshift(pool[fails - 1] as T);
    pool = pool.slice(0, fails - 1);
  } while (pool.length > 0 && (await check(culprits)));
  return { found: 'culprits', culprits };
}
