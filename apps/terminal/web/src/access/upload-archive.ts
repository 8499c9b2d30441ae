/** Hands the files of a plugin over to the terminal, which judges them: the archive, and the signatures beside it. */

import type { Terminal } from '../state/terminal.ts';

/** What an installation names; the files are gone once it is done, or after an hour. */
export interface UploadSource {
  readonly kind: 'upload';
  readonly id: string;
  readonly name: string;
}

export type ChosenFiles =
  | { readonly ok: true; readonly archive: File; readonly signatures: File | undefined }
  | { readonly ok: false; readonly why: string };

const maxArchiveBytes = 64 * 1024 * 1024;
const maxSignatureBytes = 256 * 1024;

/** Which of the files is which. What the terminal would refuse for its size is not even sent. */
export function chooseFiles(files: readonly File[]): ChosenFiles {
  const archives = files.filter(({ name }) => /\.otp$/i.test(name));
  const bundles = files.filter(({ name }) => /\.otpb$/i.test(name));
  const [archive] = archives;
  const refuse = (why: string) => ({ ok: false, why }) as const;
  if (!archive)
    return refuse('None of these is a plugin: its file ends with .otp, and that of its signatures with .otpb.');
  if (archives.length > 1) return refuse('These are several plugins; install one after the other.');
  if (archive.size > maxArchiveBytes) return refuse(`${archive.name} is larger than the 64 MB a plugin may have.`);
  const signatures = bundles.find(({ name }) => name.toLowerCase() === `${archive.name}b`.toLowerCase()) ?? bundles[0];
  if (signatures && signatures.size > maxSignatureBytes)
    return refuse(`${signatures.name} is too large to be a file of signatures.`);
  return { ok: true, archive, signatures };
}

/** Rejects with a sentence for the user. */
export async function uploadFiles(
  call: Terminal['call'],
  { archive, signatures }: Extract<ChosenFiles, { ok: true }>,
): Promise<UploadSource> {
  const id = crypto.randomUUID().replaceAll('-', '');
  await call('PUT', `/api/uploads/${id}/archive`, archive);
  if (signatures) await call('PUT', `/api/uploads/${id}/signatures`, signatures);
  return { kind: 'upload', id, name: archive.name.slice(0, 255) };
}
