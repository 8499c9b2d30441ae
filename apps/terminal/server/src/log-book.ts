/** The newest lines of each plugin in memory, for whoever asks or follows; the files of the home hold them for longer. */

import { type LogLevel, logLevels } from '@omnitrade/contracts';

export interface BookLine {
  /** Grows with every line of any plugin; differs from one start of the terminal to the next. */
  readonly seq: number;
  readonly time: number;
  readonly level: LogLevel;
  readonly text: string;
}

export interface BookQuery {
  /** This level and graver ones. */
  readonly level: LogLevel;
  /** Only lines at or after this time, epoch milliseconds. */
  readonly since?: number;
  /** Only lines with a greater seq. */
  readonly after?: number;
  /** The newest so many. */
  readonly limit: number;
}

const maxLines = 1_000;
const maxCharsEach = 512 * 1024;
const maxCharsInAll = 16 * 1024 * 1024;

interface Page {
  readonly lines: BookLine[];
  chars: number;
}

export class LogBook {
  readonly #now: () => number;
  /** The plugin that spoke last is last. */
  readonly #pages = new Map<string, Page>();
  readonly #listeners = new Set<(plugin: string, line: BookLine) => void>();
  #seq = 0;
  #chars = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  add(plugin: string, level: LogLevel, text: string): void {
    const line = { seq: ++this.#seq, time: this.#now(), level, text };
    const page = this.#pages.get(plugin) ?? { lines: [], chars: 0 };
    this.#pages.delete(plugin);
    this.#pages.set(plugin, page);
    page.lines.push(line);
    page.chars += text.length;
    this.#chars += text.length;
    while (page.lines.length > maxLines || page.chars > maxCharsEach) this.#dropFirst(page);
    for (const [name, oldest] of this.#pages) {
      if (this.#chars <= maxCharsInAll) break;
      this.#chars -= oldest.chars;
      this.#pages.delete(name);
    }
    for (const listener of [...this.#listeners]) listener(plugin, line);
  }

  /** Oldest first. */
  read(plugin: string, { level, since = 0, after = 0, limit }: BookQuery): BookLine[] {
    const lines = this.#pages.get(plugin)?.lines ?? [];
    return lines.filter((line) => line.seq > after && line.time >= since && isAsGrave(line.level, level)).slice(-limit);
  }

  listen(listener: (plugin: string, line: BookLine) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #dropFirst(page: Page): void {
    const chars = page.lines.shift()?.text.length ?? 0;
    page.chars -= chars;
    this.#chars -= chars;
  }
}

export const isAsGrave = (level: LogLevel, least: LogLevel): boolean =>
  logLevels.indexOf(level) >= logLevels.indexOf(least);
