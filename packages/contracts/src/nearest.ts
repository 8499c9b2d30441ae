/** The known word a person most likely meant: the end of every sentence that refuses an unknown one. */

const maxWordChars = 64;

/**
 * Edits (insert, drop, change, swap of neighbours) that turn one word into another, each character edited once.
 * Costs the product of the lengths, so callers bound them.
 */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      let best = Math.min(change, (previous[j] as number) + 1, (row[j - 1] as number) + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) best = Math.min(best, (before[j - 2] as number) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] as number;
}

/** The known word nearest to `word`, case aside; undefined if none is near enough to be what was meant. */
export function findNearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > maxWordChars) return undefined;
  const wanted = word.toLowerCase();
  let nearest: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const longer = Math.max(wanted.length, candidate.length);
    const allowed = Math.max(1, Math.floor(longer / 3));
    if (candidate.length > maxWordChars || longer - Math.min(wanted.length, candidate.length) > allowed) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= allowed && distance < least) {
      nearest = candidate;
      least = distance;
    }
  }
  return nearest;
}
