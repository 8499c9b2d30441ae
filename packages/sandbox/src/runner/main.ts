/**
 * A runner: the expendable process that holds isolates. Descriptor 3 is the socket to the server, 4 the flight record.
 * Its argument names the engine: `process` for an author's own plugin, else isolates.
 */

import { Socket } from 'node:net';
import { encodeFrame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import { type CallLimit, CellFailure } from '../drivers/driver.ts';
import { mergeCalls } from '../profile/merge.ts';
import type { FromRunner, RunnerPolicy, ToRunner, TurnsHeader } from '../protocol.ts';
import { AsideLine } from './aside-line.ts';
import { FlightRecorder } from './flight-record.ts';
import { FrameTurn, toFailure } from './frame-turn.ts';
import { Slot } from './slot.ts';
import { ThreadClock } from './thread-clock.ts';

/** A profile is cut into parts that fit a frame's header however they are escaped. */
const profilePart = 300_000;

type Hello = Extract<ToRunner, { type: 'hello' }>;
type Load = Extract<ToRunner, { type: 'load' }>;
type Source = Extract<ToRunner, { type: 'source' }>;

const socket = new Socket({ fd: 3, readable: true, writable: true });
const flight = new FlightRecorder(4);
const slots = new Map<number, Slot>();
/** Slots that were unloaded while something of theirs ran on another thread: they are gone when that has ended. */
const leaving = new Set<Slot>();
const sources = new Map<number, Map<string, string>>();
// Only one is loaded: the one for authors gets on without an addon.
const driver =
  process.argv[2] === 'process'
    ? (await import('../drivers/process.ts')).createProcessDriver()
    : (await import('../drivers/isolate.ts')).createIsolateDriver();
const clock = new ThreadClock();
let hello: Hello | undefined;
let frameTurn: FrameTurn | undefined;
let asides: AsideLine;

const send = (header: FromRunner, columns?: readonly Float64Array[]) => socket.write(encodeFrame(header, columns));
// A stuck thread would keep process.exit waiting.
const end = () => void process.kill(process.pid, 'SIGKILL');

function stop(number: number, failure: CellFailure): void {
  sources.delete(number);
  const slot = slots.get(number);
  // It stopped by itself, and said so.
  if (!slot) return;
  slots.delete(number);
  asides.drop(number);
  slot[Symbol.dispose]();
  if (failure.code === 'unloaded' && slot.running) leaving.add(slot);
  else sendStopped(number, failure);
}

function sendStopped(slot: number, { code, message, limit }: CellFailure): void {
  send({ type: 'stopped', slot, code, text: message.slice(0, 4096), ...(limit !== undefined && { limit }) });
}

/** Runs `work` beside the loop; whatever it throws ends that slot alone. */
function runAside(slot: Slot, work: () => Promise<string>): void {
  const { number } = slot;
  slot.asides++;
  asides.add(number, async () => {
    if (slots.get(number) !== slot) return;
    send({ type: 'begun', slot: number, items: slot.items.length });
    slot.running = true;
    try {
      const outputs = await work();
      slot.asides--;
      // Before it is told: whoever hears of it may end us, and would find us in this plugin.
      flight.leave();
      if (slots.get(number) === slot) send({ type: 'outputs', slot: number, outputs });
    } catch (error) {
      flight.leave();
      if (slots.get(number) === slot) stop(number, toFailure(error));
    } finally {
      slot.running = false;
      if (leaving.delete(slot)) sendStopped(number, new CellFailure('unloaded', 'unloaded'));
    }
  });
}

function load(header: Load, { policy, guest }: Hello): void {
  const number = header.slot;
  const modules = sources.get(number) ?? new Map<string, string>();
  sources.delete(number);
  const { plugin, limits, links, seed } = header;
  const enter = () => flight.enter(number);
  const onCatastrophe = () => {
    flight.doom(number);
    end();
  };
  const of = { number, plugin, limits, seed, guest, ...(links && { links }) };
  const slot = new Slot({ ...of, driver, clock, enter, onCatastrophe });
  slots.set(number, slot);
  runAside(slot, () => slot.load(modules, header.main, header.time, startLimit(policy, header.patience)));
}

const startLimit = ({ startMs }: RunnerPolicy, patience: number): CallLimit => ({
  limitMs: startMs,
  wallMs: startMs * patience,
});

function collectSource({ slot, path, text }: Source): void {
  const files = sources.get(slot) ?? new Map<string, string>();
  sources.set(slot, files.set(path, (files.get(path) ?? '') + text));
}

function start(header: Hello): void {
  if (header.protocol !== PROTOCOL) throw new Error(`protocol ${header.protocol} is not spoken here`);
  hello = header;
  const { policy } = header;
  asides = new AsideLine(policy.maxAside);
  const turnAside = (slot: Slot, { time, patience }: TurnsHeader) =>
    runAside(slot, () => slot.turnAside(time, startLimit(policy, patience)));
  frameTurn = new FrameTurn({ slots, policy, flight, clock, send, stop, turnAside });
  const { node, v8, icu = '' } = process.versions;
  send({ type: 'hello', protocol: PROTOCOL, pid: process.pid, node, v8, icu });
}

async function sendProfile(number: number, ms: number): Promise<void> {
  const slot = slots.get(number);
  const profile = slot?.profile ? undefined : slot?.startProfile(ms);
  if (profile) await new Promise((resolve) => setTimeout(resolve, ms));
  const calls = (await profile?.finish()) ?? [];
  if (slot?.profile === profile && slot) slot.profile = undefined;
  const text = calls.length > 0 ? JSON.stringify(mergeCalls(calls)) : '';
  for (let at = 0; at === 0 || at < text.length; at += profilePart)
    send({
      type: 'profile',
      slot: number,
      text: text.slice(at, at + profilePart),
      more: at + profilePart < text.length,
    });
}

function receive(header: ToRunner, values: Float64Array): void {
  if (header.type === 'hello') return start(header);
  if (!hello || !frameTurn) throw new Error('the first frame must be hello');
  switch (header.type) {
    case 'source':
      return collectSource(header);
    case 'load':
      return load(header, hello);
    case 'unload':
      return stop(header.slot, new CellFailure('unloaded', 'unloaded'));
    case 'turns':
      return frameTurn.run(header, values);
    case 'profile':
      return void sendProfile(header.slot, header.ms);
    case 'sample':
      return frameTurn.sample();
  }
}

const reader = new FrameReader();
socket.on('data', (chunk) => {
  for (const frame of reader.push(chunk as Buffer)) receive(frame.header as ToRunner, frame.values);
});
socket.on('end', end);
socket.on('error', end);
