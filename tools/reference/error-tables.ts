/** Every table of errors in the repository, found by itself, so that none can be forgotten. */

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ErrorMaker, ErrorTable } from '@omnitrade/contracts';
import { listFiles, readText, root } from '../repository.ts';

export interface DocumentedError {
  readonly code: string;
  /** With `{name}` where the data of an error are filled in. */
  readonly sentence: string;
  /** The file that holds the table. */
  readonly file: string;
}

/** Files that make an error table, tests aside. */
export function listErrorFiles(): string[] {
  return listFiles().filter(
    (path) =>
      /^(?:packages|apps|tools)\/.*(?<!\.test)\.tsx?$/.test(path) &&
      /^export const \w+ = defineErrors\(/m.test(readText(path)),
  );
}

export async function readErrorTables(): Promise<DocumentedError[]> {
  const found: DocumentedError[] = [];
  for (const file of listErrorFiles()) {
    const module = await import(pathToFileURL(join(root, file)).href);
    for (const maker of Object.values(module).filter(isErrorMaker))
      for (const [kind, sentence] of Object.entries(maker.table))
        found.push({ code: `${maker.area}.${kind}`, sentence: toTemplate(sentence), file });
  }
  return found.sort((a, b) => (a.code < b.code ? -1 : 1));
}

function isErrorMaker(value: unknown): value is ErrorMaker<ErrorTable> {
  return typeof value === 'function' && 'area' in value && 'table' in value;
}

/** Stands for a datum of an error: reads as its name, whatever a sentence does with it. */
class Placeholder extends String {
  join = () => `${this}`;
  map = () => this;
  filter = () => this;
  override slice = () => this as unknown as string;
  toFixed = () => `${this}`;
  toISOString = () => `${this}`;
  // A list reads as one item that has every property.
  override *[Symbol.iterator](): StringIterator<string> {
    yield anyData as string;
  }
}

const anyData: unknown = new Proxy({}, { get: (_, name) => new Placeholder(`{${String(name)}}`) });

/** The sentence with the names of its data in place of the data. */
function toTemplate(sentence: (data: unknown) => string): string {
  return sentence(anyData).trim();
}
