/** The terminal's log: JSON lines in the home, rotated, in which nobody's text can disguise itself. */

import { join } from 'node:path';
import { logTextMaxChars as textMaxBytes } from '@omnitrade/contracts';
import type { HostLog } from '@omnitrade/host';
import { type Logger, pino } from 'pino';
import buildRoll from 'pino-roll';
import type { LogBook } from './log-book.ts';

export interface Log extends AsyncDisposable {
  readonly logger: Logger;
}

export interface LogOptions {
  readonly dir: string;
  readonly level?: string;
  /** A number and k, m or g. */
  readonly fileSize?: string;
}

const maxFiles = 10;
/** What may wait for the disk. Beyond it lines are lost rather than kept in memory, and counted. */
const maxWaitingChars = 1024 * 1024;

// JSON escapes what is below the blank; these control, break or reorder lines as well. In a JSON line they stand only in texts.
const unsafe = /[\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;
export const escapeUnsafe = (line: string): string =>
  line.replace(unsafe, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Opens `terminal.N.log` in the folder; older files beyond ten go. */
export async function openLog({ dir, level = 'info', fileSize = '10m' }: LogOptions): Promise<Log> {
  const file = await buildRoll({
    file: join(dir, 'terminal'),
    extension: '.log',
    size: fileSize,
    limit: { count: maxFiles - 1, removeOtherLogFiles: true },
    mkdir: true,
    mode: 0o600,
    sync: false,
  });
  // A full disk must not end the terminal; what cannot be written is lost.
  file.on('error', () => {});
  let waitingChars = 0;
  let lost = 0;
  // Losing all until the disk has caught up lets the file end: it is only rolled over when nothing waits.
  const write = (line: string) => {
    if (waitingChars > maxWaitingChars) lost++;
    else {
      waitingChars += line.length;
      file.write(escapeUnsafe(line));
    }
  };
  file.on('drain', () => {
    waitingChars = 0;
    const lines = lost;
    lost = 0;
    if (lines > 0) logger.warn({ lines }, 'lines were lost because the disk is too slow');
  });
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":${Date.now()}`,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    logger,
    async [Symbol.asyncDispose]() {
      await new Promise<void>((resolve) => {
        file.once('close', resolve);
        file.end();
      });
    },
  };
}

/** Hands the host's lines to the log; what a plugin says stands in `text` and nowhere else. */
export function toHostLog(logger: Logger, book?: LogBook): HostLog {
  return ({ plugin, level: given, text: whole }) => {
    const text = cut(whole);
    const level = given === 'error' || given === 'warn' || given === 'debug' ? given : 'info';
    logger[level]({ plugin, text });
    if (plugin !== undefined) book?.add(plugin, level, text);
  };
}

/** At most so many bytes, and no half of a character at the end. */
function cut(text: string): string {
  if (text.length * 3 <= textMaxBytes) return text;
  const bytes = Buffer.from(text.slice(0, textMaxBytes));
  if (bytes.length <= textMaxBytes) return text.slice(0, textMaxBytes);
  return new TextDecoder().decode(bytes.subarray(0, textMaxBytes)).replace(/\ufffd$/, '');
}
