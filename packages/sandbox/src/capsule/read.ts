/** Reads a capsule that may come from anywhere: whole and of the known shape, or refused with one sentence. */

import { type Frame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { GuestBundle } from '../protocol.ts';
import {
  type CapsuleEvent,
  type CapsuleHead,
  type CapsuleHeader,
  type CapsuleLoad,
  capsuleFormat,
  capsuleMaxBytes,
  oldestFormat,
} from './format.ts';
import { digestOf, sha256 } from './record.ts';

export interface RecordedEvent {
  readonly header: CapsuleEvent;
  readonly values: Float64Array;
}

export interface Capsule {
  readonly head: CapsuleHead;
  readonly load: CapsuleLoad;
  readonly modules: ReadonlyMap<string, string>;
  /** The runtime it was recorded with; absent in old ones. */
  readonly guest?: GuestBundle;
  readonly events: readonly RecordedEvent[];
}

/** What a replay makes room for. */
const maxLength = 10_000_000;
const maxColumns = 256;

type Fields = Readonly<Record<string, unknown>>;
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isLength = (value: unknown): value is number => isCount(value) && value <= maxLength;
const isList = (value: unknown, holds: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(holds);
const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);
const isTuple = (value: unknown, ...holds: readonly ((one: unknown) => boolean)[]): boolean =>
  Array.isArray(value) && value.length === holds.length && holds.every((hold, n) => hold(value[n]));

const isAttach = (one: unknown): boolean =>
  isObject(one) &&
  isCount(one.instance) &&
  isCount(one.series) &&
  isCount(one.columns) &&
  one.columns <= maxColumns &&
  isCount(one.outputs) &&
  one.outputs <= one.columns &&
  (one.unsettled === undefined || isLength(one.unsettled));
const isSeries = (one: unknown): boolean =>
  isObject(one) &&
  isCount(one.series) &&
  isLength(one.length) &&
  isLength(one.closed) &&
  isLength(one.total) &&
  isCount(one.from) &&
  one.from <= one.length;
const isLinks = (one: unknown): boolean =>
  isObject(one) && Object.values(one).every((links) => isObject(links) && Object.values(links).every(isText));
const isTexts = (one: unknown): boolean => isObject(one) && Object.values(one).every(isText);
const isGuest = (one: unknown): boolean =>
  isObject(one) &&
  isText(one.entry) &&
  isObject(one.sdk) &&
  isText(one.sdk.specifier) &&
  isText(one.sdk.module) &&
  (one.sdk.parts === undefined || isTexts(one.sdk.parts));
const isLimits = (one: unknown): boolean =>
  isObject(one) && [one.memoryMb, one.columnsMb, one.turnMs].every((n) => isCount(n) && n > 0 && n <= 65_536);

const shapes: { readonly [T in CapsuleHeader['type']]: (o: Fields) => boolean } = {
  capsule: (o) =>
    isText(o.plugin) &&
    isText(o.version) &&
    isObject(o.modules) &&
    Object.values(o.modules).every(isText) &&
    isObject(o.engine) &&
    ['node', 'v8', 'icu', 'guest'].every((key) => isText((o.engine as Fields)[key])) &&
    isCount(o.engine.protocol) &&
    (o.guest === undefined || isGuest(o.guest)),
  guest: (o) => isText(o.specifier) && isText(o.text),
  source: (o) => isText(o.path) && isText(o.text),
  load: (o) =>
    isText(o.main) &&
    isLimits(o.limits) &&
    (o.links === undefined || isLinks(o.links)) &&
    isTime(o.seed) &&
    isTime(o.time),
  fed: (o) =>
    isTime(o.time) &&
    isList(o.detach, isCount) &&
    isList(o.attach, isAttach) &&
    isList(o.series, isSeries) &&
    isList(o.items, (one) => isTuple(one, isText, (aside) => typeof aside === 'boolean')),
  begun: (o) => isCount(o.items),
  said: (o) => isText(o.outputs),
  turned: (o) =>
    isTime(o.time) &&
    isList(o.jobs, (one) => isTuple(one, isCount, isLength, isLength, isCount)) &&
    (o.box === undefined || isTuple(o.box, isCount, isLength)) &&
    (o.outputs === undefined || isText(o.outputs)),
  ended: (o) => isText(o.cause) && (o.code === undefined || isText(o.code)) && (o.text === undefined || isText(o.text)),
};

/** Throws `sandbox.capsule-unreadable` with the reason. A last frame that was cut off is left out: whoever wrote it died. */
export function readCapsule(bytes: Uint8Array): Capsule {
  const frames = split(bytes);
  const head = frames[0]?.header as CapsuleHeader | undefined;
  if (head?.type !== 'capsule') throw unreadable('it does not begin as one');
  if (head.format < oldestFormat || head.format > capsuleFormat || head.engine.protocol !== PROTOCOL)
    throw unreadable(
      `it is of format ${head.format}.${head.engine.protocol}, and ${capsuleFormat}.${PROTOCOL} is read`,
    );
  const modules = new Map<string, string>();
  const runtime = new Map<string, string>();
  let at = 1;
  for (; at < frames.length; at++) {
    const header = (frames[at] as Frame<CapsuleHeader>).header;
    if (header.type === 'source') modules.set(header.path, (modules.get(header.path) ?? '') + header.text);
    else if (header.type === 'guest')
      runtime.set(header.specifier, (runtime.get(header.specifier) ?? '') + header.text);
    else break;
  }
  const guest = head.guest && { ...head.guest, modules: Object.fromEntries(runtime) };
  if (guest && digestOf(guest) !== head.engine.guest) throw unreadable('its guest runtime is not the recorded one');
  for (const [path, digest] of Object.entries(head.modules))
    if (sha256(modules.get(path) ?? '') !== digest) throw unreadable(`its module ${path} is not the recorded one`);
  const load = frames[at]?.header;
  if (load?.type !== 'load') throw unreadable('it does not say how the plugin was loaded');
  const events = frames.slice(at + 1).map((frame): RecordedEvent => {
    const { type } = frame.header;
    if (type === 'capsule' || type === 'source' || type === 'guest' || type === 'load')
      throw unreadable(`it holds '${type}' twice`);
    return frame as RecordedEvent;
  });
  return { head, load, modules, ...(guest && { guest }), events };
}

function split(bytes: Uint8Array): Frame<CapsuleHeader>[] {
  if (bytes.length > capsuleMaxBytes + 1024) throw unreadable(`it is larger than ${capsuleMaxBytes} bytes`);
  let frames: Frame[];
  try {
    frames = new FrameReader().push(bytes);
  } catch (error) {
    throw unreadable(error instanceof Error ? error.message : String(error));
  }
  return frames.map((frame, n) => {
    const header = frame.header as Fields;
    const type = header.type as CapsuleHeader['type'];
    if (!isText(type) || !Object.hasOwn(shapes, type) || !shapes[type](header))
      throw unreadable(`its frame ${n} has the wrong shape`);
    return frame as Frame<CapsuleHeader>;
  });
}

const unreadable = (why: string) => sandboxError('capsule-unreadable', { why });
