/**
 * The three records of a ZIP file, as tables of fields, and what this profile writes into them:
 * every byte follows from a file's path, length and checksum, so a reader can write them again and compare.
 */

export interface ZipMember {
  readonly path: string;
  readonly bytes: number;
  readonly crc: number;
}

type Fields = Readonly<Record<string, 2 | 4>>;
export type Values<F extends Fields> = { readonly [K in keyof F]: number };

/** Before each file's content. */
export const localFields = {
  signature: 4,
  version: 2,
  flags: 2,
  method: 2,
  time: 2,
  date: 2,
  checksum: 4,
  'packed size': 4,
  size: 4,
  'name length': 2,
  'extra length': 2,
} as const;

/** One for each file in the table of contents. */
export const listedFields = {
  signature: 4,
  'made by': 2,
  version: 2,
  flags: 2,
  method: 2,
  time: 2,
  date: 2,
  checksum: 4,
  'packed size': 4,
  size: 4,
  'name length': 2,
  'extra length': 2,
  'comment length': 2,
  disk: 2,
  'internal attributes': 2,
  attributes: 4,
  offset: 4,
} as const;

/** Once, at the end. */
export const endFields = {
  signature: 4,
  disk: 2,
  'first disk': 2,
  'files on disk': 2,
  files: 2,
  'list size': 4,
  'list offset': 4,
  'comment length': 2,
} as const;

export const recordBytes = (fields: Fields): number => Object.values(fields).reduce((sum, bytes) => sum + bytes, 0);
export const localBytes = recordBytes(localFields);
export const listedBytes = recordBytes(listedFields);
export const endBytes = recordBytes(endFields);
export const endSignature = 0x06054b50;

/** ZIP 1.0, stored, no flags, and the first day a ZIP file can name: nothing of the machine that packs gets in. */
const constant = { version: 10, flags: 0, method: 0, time: 0, date: 0x0021 } as const;
/** A plain file with mode 644, as Unix writes it. */
const unix = { 'made by': (3 << 8) | 10, attributes: (0o100644 << 16) >>> 0 } as const;

const described = ({ path, bytes, crc }: ZipMember) => ({
  ...constant,
  checksum: crc,
  'packed size': bytes,
  size: bytes,
  'name length': path.length,
  'extra length': 0,
});

export function localValues(member: ZipMember): Values<typeof localFields> {
  return { signature: 0x04034b50, ...described(member) };
}

export function listedValues(member: ZipMember, offset: number): Values<typeof listedFields> {
  const none = { 'comment length': 0, disk: 0, 'internal attributes': 0 };
  return { signature: 0x02014b50, ...described(member), ...none, ...unix, offset };
}

export function endValues(files: number, listSize: number, listOffset: number): Values<typeof endFields> {
  const counts = { disk: 0, 'first disk': 0, 'files on disk': files, files };
  return { signature: endSignature, ...counts, 'list size': listSize, 'list offset': listOffset, 'comment length': 0 };
}

/** The record as bytes, little-endian, with the name (ASCII) behind it. */
export function encodeRecord<F extends Fields>(fields: F, values: Values<F>, name = ''): Buffer {
  const record = Buffer.alloc(recordBytes(fields) + name.length);
  let at = 0;
  for (const [field, bytes] of Object.entries(fields)) at = record.writeUIntLE(values[field] as number, at, bytes);
  record.write(name, at, 'latin1');
  return record;
}

/** The fields at a place; undefined if they would run over the end. */
export function decodeRecord<F extends Fields>(fields: F, bytes: Uint8Array, from: number): Values<F> | undefined {
  if (from < 0 || from + recordBytes(fields) > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = from;
  const values = Object.entries(fields).map(([field, width]) => {
    const value = width === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
    at += width;
    return [field, value];
  });
  return Object.fromEntries(values);
}
