/** Finds indicators by what a trader types: every word must occur, and the better it fits the higher it stands. */

import type { IndicatorContribution } from '../chart/chart-model.ts';

/** More than anyone reads; the search narrows the rest. */
export const maxHits = 200;

export function searchIndicators(
  indicators: readonly IndicatorContribution[],
  query: string,
): readonly IndicatorContribution[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  return indicators
    .map((indicator) => ({ indicator, score: toScore(indicator, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || compare(a.indicator.info.title, b.indicator.info.title))
    .slice(0, maxHits)
    .map(({ indicator }) => indicator);
}

/** 0 where a word is missing. */
function toScore({ info, contribution }: IndicatorContribution, words: readonly string[]): number {
  const title = info.title.toLowerCase();
  const short = (info.shortTitle ?? '').toLowerCase();
  const rest = `${info.description ?? ''} ${contribution}`.toLowerCase();
  let total = 1;
  for (const word of words) {
    const score =
      short === word
        ? 100
        : short.startsWith(word)
          ? 60
          : title.startsWith(word)
            ? 50
            : title.split(/[\s-]+/).some((part) => part.startsWith(word))
              ? 30
              : title.includes(word) || short.includes(word)
                ? 20
                : rest.includes(word)
                  ? 5
                  : 0;
    if (score === 0) return 0;
    total += score;
  }
  return total;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
