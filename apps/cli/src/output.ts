/** What the command prints: one JSON document, or aligned text for people. */

import { toErrorJson } from '@omnitrade/contracts';

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Something a person should know though the command goes on; never part of what it prints. */
export function printWarning(text: string): void {
  process.stderr.write(`${plainText(text)}\n`);
}

/** A failure: as JSON on stdout, or as one sentence on stderr. */
export function printError(error: unknown, json: boolean): void {
  const plain = toErrorJson(error);
  if (json) printJson({ error: plain });
  else printWarning(plain.message);
  if (plain.code === 'internal.unexpected' && process.env.OMNITRADE_DEBUG && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
}

/** One line that says how far something has come, on a terminal only; gone when disposed. */
export function printProgress(): { show(text: string): void } & Disposable {
  const { stderr } = process;
  const write = (text: string) => {
    if (stderr.isTTY) stderr.write(`\r\u001b[K${plainText(text).slice(0, stderr.columns - 1)}`);
  };
  return { show: write, [Symbol.dispose]: () => write('') };
}

export interface Column<T> {
  readonly title: string;
  readonly right?: boolean;
  readonly value: (row: T) => string;
}

/** Rows in aligned columns; nothing but the given sentence when there are none. */
export function printTable<T>(rows: readonly T[], columns: readonly Column<T>[], empty: string): void {
  if (rows.length === 0) return printLine(empty);
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => plainText(value(row)))),
  ];
  const widths = columns.map((_, c) => Math.max(...cells.map((line) => (line[c] as string).length)));
  for (const line of cells) {
    const padded = line.map((cell, c) =>
      columns[c]?.right ? cell.padStart(widths[c] as number) : cell.padEnd(widths[c] as number),
    );
    printLine(padded.join('  ').trimEnd());
  }
}

/** A plugin's text must not move the cursor or hide what stands before it. */
export function plainText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g, ' ');
}
