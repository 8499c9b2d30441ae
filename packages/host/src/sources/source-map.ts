/** Reads a source map that may come from anywhere: bounded in size, names and work, and of it only where a place leads. */

export interface SourcePlace {
  readonly source: string;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
}

export interface SourceMapReader {
  /** Line and column from 1, as stack traces name them. */
  find(line: number, column: number): SourcePlace | undefined;
}

/** Maps that hold their sources are read only up to this: reading one is work of the server. */
export const mapMaxChars = 4 * 1024 * 1024;
const maxMappings = 1_500_000;
const maxSegments = 300_000;
const maxSources = 5_000;
const maxNameChars = 200;
/** Doubles of a segment: generated line and column, source, its line and column. */
const fields = 5;
const comma = 0x2c;
const semicolon = 0x3b;

const digitOf = new Int8Array(128).fill(-1);
for (const [value, char] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].entries())
  digitOf[char.charCodeAt(0)] = value;

/** Undefined for what is no map of version 3, or one that is too large. Decodes it when the first place is asked for. */
export function readSourceMap(text: string): SourceMapReader | undefined {
  if (text.length > mapMaxChars) return undefined;
  let map: { version?: unknown; sources?: unknown; mappings?: unknown } | null;
  try {
    map = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof map !== 'object' || map === null || map.version !== 3) return undefined;
  const { sources, mappings } = map;
  if (typeof mappings !== 'string' || mappings.length > maxMappings) return undefined;
  if (!Array.isArray(sources) || sources.length > maxSources) return undefined;
  const names = sources.map(toName);
  let segments: Int32Array | undefined;
  return {
    find(line, column) {
      segments ??= decode(mappings);
      const at = search(segments, line - 1, column - 1);
      const source = at < 0 ? undefined : names[segments[at + 2] as number];
      if (source === undefined) return undefined;
      return { source, line: (segments[at + 3] as number) + 1, column: (segments[at + 4] as number) + 1 };
    },
  };
}

/** A name is shown to people and stands in a place: nothing in it may end that place or disguise itself. */
function toName(given: unknown): string | undefined {
  if (typeof given !== 'string') return undefined;
  const name = given.replace(/^(?:\.{0,2}\/)+/, '');
  return /^[\w@+.\-/ ]+$/.test(name) && name.length <= maxNameChars ? name : undefined;
}

/** Segments that lead to a source, in the order of the generated code. What is out of order or broken off ends the reading. */
function decode(mappings: string): Int32Array {
  const found = new Int32Array(Math.min(maxSegments, (mappings.length >> 2) + 1) * fields);
  /** Column, source, line and column there: each counts on from the segment before. */
  const place = new Int32Array(4);
  const values = new Int32Array(4);
  let filled = 0;
  let count = 0;
  let line = 0;
  let value = 0;
  let shift = 0;
  for (let at = 0; at <= mappings.length; at++) {
    const code = at < mappings.length ? mappings.charCodeAt(at) : comma;
    if (code === comma || code === semicolon) {
      if (shift > 0 || filled + fields > found.length) break;
      if (count > 0) {
        const moves = count >= 4 ? 4 : 1;
        let lowest = 0;
        for (let n = 0; n < moves; n++) lowest = Math.min(lowest, (place[n] as number) + (values[n] as number));
        if (lowest < 0) break;
        for (let n = 0; n < moves; n++) place[n] = (place[n] as number) + (values[n] as number);
        if (moves === 4) {
          found[filled] = line;
          found.set(place, filled + 1);
          filled += fields;
        }
        count = 0;
      }
      if (code === semicolon) {
        line++;
        place[0] = 0;
      }
      continue;
    }
    const digit = code < 128 ? (digitOf[code] as number) : -1;
    if (digit < 0 || shift > 30) break;
    value |= (digit & 31) << shift;
    if (digit & 32) shift += 5;
    else {
      // The fifth is a name, which is not asked for.
      if (count < 4) values[count] = value & 1 ? -(value >>> 1) : value >>> 1;
      count++;
      value = 0;
      shift = 0;
    }
  }
  return found.subarray(0, filled);
}

/** The last segment of the line that does not begin behind the column; -1 if there is none. */
function search(segments: Int32Array, line: number, column: number): number {
  let low = 0;
  let high = segments.length / fields;
  while (low < high) {
    const middle = (low + high) >> 1;
    const [atLine = 0, atColumn = 0] = segments.subarray(middle * fields, middle * fields + 2);
    if (atLine < line || (atLine === line && atColumn <= column)) low = middle + 1;
    else high = middle;
  }
  const at = (low - 1) * fields;
  return at >= 0 && segments[at] === line ? at : -1;
}
