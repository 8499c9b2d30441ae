/** Finds things by what a trader types: every word must occur, and the better it fits the higher a thing stands. */

export interface Ranked {
  readonly title: string;
  readonly short?: string | undefined;
  /** Whatever else the words may occur in. */
  readonly rest: string;
}

/** More than anyone reads; the search narrows the rest. */
export const maxHits = 200;

export function rank<T>(items: readonly T[], query: string, read: (item: T) => Ranked): readonly T[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return items
    .map((item) => ({ item, ranked: read(item) }))
    .map(({ item, ranked }) => ({ item, ranked, score: toScore(ranked, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compare(a.ranked.title, b.ranked.title))
    .slice(0, maxHits)
    .map(({ item }) => item);
}

/** 0 where a word is missing. */
function toScore(ranked: Ranked, words: readonly string[]): number {
  const title = ranked.title.toLowerCase();
  const short = (ranked.short ?? '').toLowerCase();
  const rest = ranked.rest.toLowerCase();
  let total = 1;
  for (const word of words) {
    const score = toWordScore(word, title, short, rest);
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

function toWordScore(word: string, title: string, short: string, rest: string): number {
  if (short === word) return 100;
  if (short.startsWith(word)) return 60;
  if (title.startsWith(word)) return 50;
  if (title.split(/[\s-]+/).some((part) => part.startsWith(word))) return 30;
  if (title.includes(word) || short.includes(word)) return 20;
  return rest.includes(word) ? 5 : 0;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
