/** The terminal's log files, read line by line: what was said of one plugin, and what is said of it from now on. */

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

export interface LogLine {
  readonly time: number;
  readonly level: string;
  readonly text: string;
}

const pieceBytes = 1024 * 1024;

/** Follows `terminal.N.log` through its numbers; each {@link read} returns what is new since the last one. */
export class LogTail {
  readonly #dir: string;
  readonly #plugin: string;
  readonly #isAsked: (line: LogLine) => boolean;
  #file = -1;
  #offset = 0;
  /** A line whose end was not written yet. */
  #begun = Buffer.alloc(0);

  /** Lines that are not asked for count for nothing. */
  constructor(dir: string, plugin: string, isAsked: (line: LogLine) => boolean = () => true) {
    this.#dir = dir;
    this.#plugin = plugin;
    this.#isAsked = isAsked;
  }

  /** At most the newest `last` lines, oldest first. */
  async read(last: number): Promise<LogLine[]> {
    const lines: LogLine[] = [];
    for (const number of await this.#numbers()) {
      if (number < this.#file) continue;
      if (number > this.#file) {
        this.#file = number;
        this.#offset = 0;
        this.#begun = Buffer.alloc(0);
      }
      await this.#readFile(lines, last);
    }
    return lines.slice(-last);
  }

  async #numbers(): Promise<number[]> {
    const names = await readdir(this.#dir).catch(() => [] as string[]);
    const numbers = names.flatMap((name) => /^terminal\.(\d+)\.log$/.exec(name)?.[1] ?? []).map(Number);
    return numbers.sort((a, b) => a - b);
  }

  async #readFile(lines: LogLine[], last: number): Promise<void> {
    // It may have been removed since it was listed: the oldest files go.
    const file = await open(join(this.#dir, `terminal.${this.#file}.log`)).catch(() => undefined);
    if (!file) return;
    try {
      for (;;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(pieceBytes), 0, pieceBytes, this.#offset);
        if (bytesRead === 0) return;
        this.#offset += bytesRead;
        this.#take(buffer.subarray(0, bytesRead), lines);
        if (lines.length > last * 2) lines.splice(0, lines.length - last);
      }
    } finally {
      await file.close();
    }
  }

  #take(piece: Buffer, lines: LogLine[]): void {
    const all = Buffer.concat([this.#begun, piece]);
    const end = all.lastIndexOf(0x0a) + 1;
    this.#begun = all.subarray(end);
    for (const text of all.toString('utf8', 0, end).split('\n')) {
      const line = this.#parse(text);
      if (line && this.#isAsked(line)) lines.push(line);
    }
  }

  #parse(text: string): LogLine | undefined {
    // Most lines are of others: the id stands in those that are ours, as it is.
    if (!text.includes(this.#plugin)) return undefined;
    try {
      const { plugin, time, level, text: said, event } = JSON.parse(text) as Record<string, unknown>;
      const words = typeof said === 'string' ? said : typeof event === 'string' ? event : undefined;
      if (plugin !== this.#plugin || words === undefined || typeof time !== 'number') return undefined;
      return { time, level: String(level), text: words };
    } catch {
      return undefined;
    }
  }
}
