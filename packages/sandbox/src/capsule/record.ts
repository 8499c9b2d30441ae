/** Writes down everything that goes into one plugin's isolate and everything that comes out, as it passes the supervisor. */

import { createHash } from 'node:crypto';
import { type CodedError, encodeFrame, PROTOCOL } from '@omnitrade/contracts';
import type { GuestBundle, TurnsHeader } from '../protocol.ts';
import type { CheckedResult } from '../supervisor/check-reply.ts';
import {
  type CapsuleEngine,
  type CapsuleHeader,
  type CapsuleLoad,
  type CapsuleSeries,
  capsuleFormat,
  capsuleMaxBytes,
} from './format.ts';

/** One module's text is cut into parts that fit a frame's header however it is escaped. */
const sourcePart = 300_000;

export interface RecorderOptions {
  readonly plugin: string;
  readonly version: string;
  readonly guest: GuestBundle;
  /** Takes the file's bytes in order. What it throws ends the recording, never the plugin. */
  readonly write: (bytes: Uint8Array) => void;
  readonly maxBytes?: number;
}

/** One recorder serves one life of a plugin: hand it in when the plugin is started. */
export class CapsuleRecorder {
  readonly #options: RecorderOptions;
  #left: number;
  #over = false;
  #time = 0;
  /** Why the recording ended early. */
  failure: unknown;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#left = options.maxBytes ?? capsuleMaxBytes;
  }

  get over(): boolean {
    return this.#over;
  }

  load(modules: ReadonlyMap<string, string>, load: Omit<CapsuleLoad, 'type'>): void {
    const { plugin, version, guest } = this.#options;
    const digests = Object.fromEntries([...modules].map(([path, text]) => [path, sha256(text)]));
    const engine = currentEngine(guest);
    const { modules: runtime, ...of } = guest;
    this.#put({ type: 'capsule', format: capsuleFormat, plugin, version, engine, guest: of, modules: digests });
    for (const [path, text] of modules) for (const part of split(text)) this.#put({ type: 'source', path, text: part });
    for (const [specifier, text] of Object.entries(runtime))
      for (const part of split(text)) this.#put({ type: 'guest', specifier, text: part });
    this.#put({ type: 'load', ...load });
  }

  /** Takes out of a frame what it holds for `slot`. */
  fed(slot: number, header: TurnsHeader, columns: readonly Float64Array[]): void {
    this.#time = header.time;
    if (this.#over) return;
    const detach = header.detach.flatMap(([of, instance]) => (of === slot ? [instance] : []));
    const attach = header.attach.flatMap(({ slot: of, ...entry }) => (of === slot ? [entry] : []));
    const items = header.items.flatMap(([of, text, aside]) => (of === slot ? [[text, aside] as const] : []));
    const series: CapsuleSeries[] = [];
    const bars: Float64Array[] = [];
    for (const [n, { slots, ...entry }] of header.series.entries()) {
      if (!slots.includes(slot)) continue;
      series.push(entry);
      bars.push(...columns.slice(n * 6, n * 6 + 6));
    }
    if (detach.length + attach.length + items.length + series.length === 0) return;
    this.#put({ type: 'fed', time: header.time, detach, attach, series, items }, bars);
  }

  begun(items: number): void {
    this.#put({ type: 'begun', items });
  }

  said(outputs: string): void {
    this.#put({ type: 'said', outputs });
  }

  turned({ jobs, box, outputs }: CheckedResult): void {
    const columns = [...jobs.flatMap((job) => job.columns), ...(box?.columns ?? [])];
    this.#put(
      {
        type: 'turned',
        time: this.#time,
        jobs: jobs.map(({ instance, from, to, done }) => [instance, from, to, done ? 1 : 2] as const),
        ...(box && { box: [box.id, box.columns[0]?.length ?? 0] as const }),
        ...(outputs !== undefined && { outputs }),
      },
      columns,
    );
  }

  ended(cause: 'self' | 'neighbour' | 'ended', error: CodedError | undefined): void {
    this.#put({ type: 'ended', cause, ...(error && { code: error.code, text: error.message }) });
    this.#over = true;
  }

  /** What was recorded so far stays a whole capsule. */
  stop(): void {
    this.#put({ type: 'ended', cause: 'cut' });
    this.#over = true;
  }

  #put(header: CapsuleHeader, columns: readonly Float64Array[] = []): void {
    if (this.#over) return;
    try {
      const bytes = encodeFrame(header, columns);
      this.#left -= bytes.length;
      if (this.#left < 0) {
        this.#over = true;
        this.#options.write(encodeFrame({ type: 'ended', cause: 'cut' } satisfies CapsuleHeader));
      } else this.#options.write(bytes);
    } catch (error) {
      this.#over = true;
      this.failure = error;
    }
  }
}

function split(text: string): string[] {
  const parts = [text.slice(0, sourcePart)];
  for (let at = sourcePart; at < text.length; at += sourcePart) parts.push(text.slice(at, at + sourcePart));
  return parts;
}

/** The engine of this process, which is that of its runners: they are started from the same executable. */
export function currentEngine(guest: GuestBundle): CapsuleEngine {
  const { node, v8, icu = '' } = process.versions;
  return { protocol: PROTOCOL, node, v8, icu, guest: digestOf(guest) };
}

/** In one order, so that a runtime that was read back has the digest it had. */
export const digestOf = ({ entry, sdk, modules }: GuestBundle): string =>
  sha256(JSON.stringify({ entry, sdk, modules }));

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
