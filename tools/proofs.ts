/** The proofs that docs/goals.md and docs/security.md name, and the links of every page. */

import { posix } from 'node:path';

export interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** The rows of every table in a page, without heads. */
export function readRows(markdown: string): Row[] {
  const lines = markdown.split('\n');
  const isRow = (line: string | undefined) => line?.startsWith('|') ?? false;
  return lines.flatMap((line, i) => {
    const isHead = !isRow(lines[i - 1]) || /^\|[-|\s]+$/.test(line);
    if (!isRow(line) || isHead) return [];
    return [
      {
        line: i + 1,
        cells: line
          .slice(1, -1)
          .split(/(?<!\\)\|/)
          .map((cell) => cell.trim()),
      },
    ];
  });
}

/** One sentence for each row whose last cell is neither "not yet" nor paths of files that exist and measure or test. */
export function findProofFaults(page: string, markdown: string, exists: (path: string) => boolean): string[] {
  return readRows(markdown).flatMap(({ line, cells }) => {
    const proof = cells.at(-1) ?? '';
    if (proof === 'not yet') return [];
    const paths = Array.from(proof.matchAll(/`([^`]+)`/g), ([, path]) => path as string);
    if (paths.length === 0) return [`${page}:${line} names no proof and does not say "not yet".`];
    return paths.flatMap((path) => {
      if (!exists(path)) return [`${page}:${line} names ${path}, which does not exist.`];
      return /\.(?:test|e2e)\.tsx?$|^bench\//.test(path) ? [] : [`${page}:${line} names ${path}, which is no test.`];
    });
  });
}

/** One sentence for each relative link that leads nowhere. */
export function findDeadLinks(page: string, markdown: string, exists: (path: string) => boolean): string[] {
  const links = Array.from(markdown.matchAll(/\]\(([^)\s]+)\)/g), ([, link]) => link as string);
  return links.flatMap((link) => {
    const path = link.replace(/#.*$/, '');
    if (path === '' || /^[a-z]+:/.test(path)) return [];
    const target = posix.normalize(posix.join(posix.dirname(page), path)).replace(/\/$/, '');
    return exists(target) ? [] : [`${page} links to ${link}, which does not exist.`];
  });
}
