/** ZIP files that break the profile in one chosen way, for tests: whatever is not overridden is written as it should be. */

import { crc32 } from 'node:zlib';
import {
  encodeRecord,
  endFields,
  endValues,
  listedFields,
  listedValues,
  localFields,
  localValues,
  type Values,
} from './records.ts';

type Some<T> = { readonly [K in keyof T]?: number };

export interface ForgedFile {
  readonly path: string;
  readonly data: Uint8Array;
  /** The name in the header before the content, where it differs. */
  readonly localPath?: string;
  readonly local?: Some<Values<typeof localFields>>;
  readonly listed?: Some<Values<typeof listedFields>>;
  readonly localExtra?: Uint8Array;
  readonly listedExtra?: Uint8Array;
  readonly comment?: Uint8Array;
  /** Bytes between the file before and this one, and between this content and what follows. */
  readonly before?: Uint8Array;
  readonly behind?: Uint8Array;
}

export interface ForgedWhole {
  readonly prefix?: Uint8Array;
  /** The offsets in the list count the prefix. */
  readonly countPrefix?: boolean;
  readonly beforeList?: Uint8Array;
  readonly beforeEnd?: Uint8Array;
  readonly end?: Some<Values<typeof endFields>>;
  readonly suffix?: Uint8Array;
}

const nothing = new Uint8Array(0);
/** Each byte of the UTF-8 text as one character, as records are written. */
const toBytes = (path: string) => Buffer.from(path).toString('latin1');

export function forgeZip(files: readonly ForgedFile[], whole: ForgedWhole = {}): Uint8Array {
  const { prefix = nothing, countPrefix = true, beforeList = nothing, beforeEnd = nothing, suffix = nothing } = whole;
  const parts: Uint8Array[] = [prefix];
  const list: Uint8Array[] = [];
  const size = () => parts.reduce((sum, { length }) => sum + length, 0) - (countPrefix ? 0 : prefix.length);
  for (const file of files) {
    const { data, before = nothing, behind = nothing, comment = nothing } = file;
    const { localExtra = nothing, listedExtra = nothing } = file;
    const member = { path: toBytes(file.path), bytes: data.length, crc: crc32(data) };
    const name = toBytes(file.localPath ?? file.path);
    parts.push(before);
    const listed = { 'extra length': listedExtra.length, 'comment length': comment.length, ...file.listed };
    list.push(
      encodeRecord(listedFields, { ...listedValues(member, size()), ...listed }, member.path),
      listedExtra,
      comment,
    );
    const local = { 'name length': name.length, 'extra length': localExtra.length, ...file.local };
    parts.push(encodeRecord(localFields, { ...localValues(member), ...local }, name), localExtra, data, behind);
  }
  parts.push(beforeList);
  const listBytes = Buffer.concat(list);
  const end = encodeRecord(endFields, { ...endValues(files.length, listBytes.length, size()), ...whole.end });
  return Buffer.concat([...parts, listBytes, beforeEnd, end, suffix]);
}
