/** The thread in which one archive is read and judged: hashing and checking many megabytes must not hold a server up. */

import { open, stat } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { toErrorJson } from '@omnitrade/contracts';
import { archiveError } from '../errors.ts';
import { archiveLimits, bundleLimits } from '../limits.ts';
import { verify } from '../verify.ts';
import type { ThreadAnswer, ThreadOrder } from './verify-file.ts';

async function judge({ path, bundlePath, trust }: ThreadOrder): Promise<void> {
  // A byte more than is taken, so that what is too large is refused in the words of the reader.
  const bytes = await readPlainFile(path, archiveLimits.archiveBytes + 1);
  const bundle = await readPlainFile(bundlePath, bundleLimits.bytes + 1).catch((error) => {
    if (error.data?.gone === true) return undefined;
    throw error;
  });
  const { archive, ...verdict } = verify(bytes, bundle, trust);
  const files = Array.from(archive?.files ?? [], ([file, data]) => [file, data.byteOffset, data.length] as const);
  const answer: ThreadAnswer = {
    ok: true,
    verdict,
    ...(archive && { whole: { bytes, files, contributions: archive.contributions, sha256: archive.sha256 } }),
  };
  parentPort?.postMessage(answer, archive ? [bytes.buffer] : []);
}

/** Into memory of its own, which can be handed over without being copied. A pipe or a device is not read: it might never end. */
async function readPlainFile(path: string, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
  const fail = (why: string, gone = false) => archiveError('unreadable', { path, why, ...(gone && { gone }) });
  try {
    if (!(await stat(path)).isFile()) throw fail('it is no plain file');
    await using handle = await open(path, 'r');
    const { size } = await handle.stat();
    const bytes = new Uint8Array(Math.min(size, maxBytes));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await handle.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) throw fail('it became shorter while it was read');
      at += bytesRead;
    }
    return bytes;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'archive.unreadable') throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw fail('there is no such file', true);
    throw fail(code === 'EACCES' ? 'this user may not read it' : message);
  }
}

judge(workerData as ThreadOrder).catch((error) => {
  parentPort?.postMessage({ ok: false, error: toErrorJson(error) } satisfies ThreadAnswer);
});
