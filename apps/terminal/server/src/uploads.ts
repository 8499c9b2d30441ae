/** Files a page hands over to be installed: kept in the home only until they are, and never more than a few. */

import { createWriteStream, type Stats } from 'node:fs';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { terminalError } from './errors.ts';

/** What one upload consists of, and how large each part may be: what the reader of archives takes, and no more. */
export const uploadParts = {
  archive: { file: 'package.otp', maxBytes: 64 * 1024 * 1024 },
  signatures: { file: 'package.otpb', maxBytes: 256 * 1024 },
} as const;
export type UploadPart = keyof typeof uploadParts;

const maxUploads = 4;
/** Somebody who compares a fingerprint by telephone needs some minutes. */
const maxAgeMs = 60 * 60 * 1000;
export const uploadIdShape = /^[0-9a-f]{32}$/;

export class Uploads {
  readonly #dir: string;
  readonly #maxAgeMs: number;

  private constructor(dir: string, ageMs: number) {
    this.#dir = dir;
    this.#maxAgeMs = ageMs;
  }

  /** What an earlier life of the terminal left is removed. */
  static async open(dir: string, ageMs = maxAgeMs): Promise<Uploads> {
    await rm(dir, { recursive: true, force: true });
    return new Uploads(dir, ageMs);
  }

  /** Writes one part of an upload as it comes in. Throws `terminal.too-large` and `terminal.too-many-uploads`. */
  async receive(id: string, part: UploadPart, content: Readable): Promise<{ readonly bytes: number }> {
    const { file, maxBytes } = uploadParts[part];
    const dir = join(this.#dir, id);
    await this.#makeRoom(id);
    await mkdir(dir, { recursive: true, mode: 0o700 });
    const draft = join(dir, `${file}.part`);
    let bytes = 0;
    const counted = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        if (bytes > maxBytes) done(terminalError('too-large', { limit: maxBytes }));
        else done(null, chunk);
      },
    });
    try {
      await pipeline(content, counted, createWriteStream(draft, { mode: 0o600 }));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    await rename(draft, join(dir, file));
    return { bytes };
  }

  /** Where the archive lies. Throws `terminal.no-upload`. */
  async pathOf(id: string): Promise<string> {
    const path = join(this.#dir, id, uploadParts.archive.file);
    const found: Stats | undefined = await stat(path).catch(() => undefined);
    if (!found) throw terminalError('no-upload', {});
    return path;
  }

  async remove(id: string): Promise<void> {
    await rm(join(this.#dir, id), { recursive: true, force: true });
  }

  async #makeRoom(id: string): Promise<void> {
    const ids = (await readdir(this.#dir).catch(() => [])).filter((other) => other !== id);
    const kept: string[] = [];
    for (const other of ids) {
      const found = await stat(join(this.#dir, other)).catch(() => undefined);
      if (!found || Date.now() - found.mtimeMs > this.#maxAgeMs) await this.remove(other);
      else kept.push(other);
    }
    if (kept.length >= maxUploads) throw terminalError('too-many-uploads', { limit: maxUploads });
  }
}
