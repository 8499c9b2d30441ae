/** `session.json`: who works on a home, and, if it is a terminal, how to talk to it. Readable by its owner only. */

import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Session {
  readonly pid: number;
  /** Present once a terminal listens. */
  readonly url?: string;
  /** What `Authorization: Bearer` must carry. */
  readonly token?: string;
}

const toPath = (dir: string) => join(dir, 'session.json');

/** Reads it; undefined if there is none or it cannot be understood. It may be left over from a process that was killed. */
export async function readSession(dir: string): Promise<Session | undefined> {
  try {
    const value = JSON.parse(await readFile(toPath(dir), 'utf8'));
    const isText = (part: unknown) => part === undefined || typeof part === 'string';
    return Number.isInteger(value?.pid) && isText(value.url) && isText(value.token) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Replaces it in one step. Call only while holding the home. */
export async function writeSession(dir: string, session: Session): Promise<void> {
  const draft = `${toPath(dir)}.new`;
  await rm(draft, { force: true });
  await writeFile(draft, `${JSON.stringify(session)}\n`, { mode: 0o600, flag: 'wx' });
  await rename(draft, toPath(dir));
}

export async function removeSession(dir: string): Promise<void> {
  await rm(toPath(dir), { force: true });
}
