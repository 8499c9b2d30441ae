/** Files a command reads and writes for its user: never half, never more than was meant, with a plain word when it fails. */

import { randomUUID } from 'node:crypto';
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { cliError } from './errors.ts';

/** Reads a file of at most `maxBytes`; throws `cli.no-file`. */
export async function readLimited(file: string, maxBytes: number): Promise<Uint8Array> {
  try {
    const { size } = await stat(file);
    if (size > maxBytes)
      throw cliError('no-file', { file, why: `it has ${size} bytes, and at most ${maxBytes} are read` });
    return await readFile(file);
  } catch (error) {
    throw toNoFile(file, error);
  }
}

/** {@link readLimited}, but undefined if there is no such file. */
export async function readIfThere(file: string, maxBytes: number): Promise<Uint8Array | undefined> {
  const isThere = await stat(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'ENOENT',
  );
  return isThere ? readLimited(file, maxBytes) : undefined;
}

/** Replaces a file in one step; when this resolves it is on disk. Throws `cli.not-written`. */
export async function replaceFile(file: string, content: string | Uint8Array, mode = 0o644): Promise<void> {
  const draft = `${file}.${randomUUID().slice(0, 8)}.new`;
  try {
    const handle = await open(draft, 'wx', mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {});
    throw cliError('not-written', { file, why: toWhy(error) }, error);
  }
}

function toNoFile(file: string, error: unknown) {
  const isOurs = error instanceof Error && 'code' in error && error.code === 'cli.no-file';
  return isOurs ? error : cliError('no-file', { file, why: toWhy(error) }, error);
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not do that',
  EPERM: 'this user may not do that',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of its path is no folder',
};

function toWhy(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return words[code ?? ''] ?? message;
}
