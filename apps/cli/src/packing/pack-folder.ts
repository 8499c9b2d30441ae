/** From a plugin's folder to the bytes of its archive. */

import { type PackedArchive, pack } from '@omnitrade/archive';
import { recordContributions, toPluginPackage } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { packError } from './errors.ts';
import { type LeftOut, readPluginFolder } from './read-folder.ts';
import { isTypeScript, toJavaScript, toJavaScriptPath } from './to-javascript.ts';

export interface PackedFolder extends PackedArchive {
  readonly leftOut: readonly LeftOut[];
}

/** The plugin is tried as it will lie in the archive, not as it lies in the folder. Throws what keeps it from being packed. */
export async function packFolder(path: string): Promise<PackedFolder> {
  const { files, leftOut } = await readPluginFolder(path);
  const code = new Map<string, string>();
  for (const [file, data] of files) if (isCode(file)) code.set(file, toText(file, data));
  const compiled = new Map(files.entries().filter(([file]) => !isCode(file)));
  for (const [file, text] of await toJavaScript(code)) compiled.set(file, new TextEncoder().encode(text));
  const contributions = await recordContributions(toPluginPackage(compiled, path), readGuestModules());
  const packed = pack(compiled, contributions);
  const typed = new Map(
    files
      .keys()
      .filter(isTypeScript)
      .map((file) => [toJavaScriptPath(file), file]),
  );
  const entries = packed.entries.map((entry) => {
    const source = typed.get(entry.path);
    return source ? { ...entry, why: `${entry.why}, made of ${source}` } : entry;
  });
  return { ...packed, entries, leftOut };
}

const isCode = (path: string) => /\.m?[jt]s$/.test(path) && !path.startsWith('assets/');

function toText(path: string, data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch (cause) {
    throw packError('unreadable', { path, why: 'it is not UTF-8 text' }, cause);
  }
}
