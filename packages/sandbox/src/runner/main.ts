/** A runner: the expendable process that holds isolates. Descriptor 3 is the socket to the server, 4 the flight record. */

import { Socket } from 'node:net';
import { encodeFrame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import { CellFailure } from '../drivers/driver.ts';
import { createIsolateDriver } from '../drivers/isolate.ts';
import type { FromRunner, RunnerPolicy, ToRunner } from '../protocol.ts';
import { FlightRecorder } from './flight-record.ts';
import { FrameTurn } from './frame-turn.ts';
import { Slot } from './slot.ts';

const socket = new Socket({ fd: 3, readable: true, writable: true });
const flight = new FlightRecorder(4);
const slots = new Map<number, Slot>();
const sources = new Map<number, Map<string, string>>();
const reader = new FrameReader();
// A thread is lost once this is called, and process.exit would wait for it.
const driver = createIsolateDriver(() => void process.kill(process.pid, 'SIGKILL'));
let hello: Extract<ToRunner, { type: 'hello' }> | undefined;
let frameTurn: FrameTurn | undefined;

const send = (header: FromRunner, columns?: readonly Float64Array[]) => socket.write(encodeFrame(header, columns));

function stop(number: number, failure: CellFailure): void {
  const slot = slots.get(number);
  if (!slot) return;
  slots.delete(number);
  slot[Symbol.dispose]();
  send({
    type: 'stopped',
    slot: number,
    code: failure.code,
    text: failure.message.slice(0, 4096),
    ...(failure.limit !== undefined && { limit: failure.limit }),
  });
}

/** Runs `work` on a slot; whatever it throws ends that slot alone. */
async function contain(number: number, work: () => Promise<string | undefined>): Promise<void> {
  try {
    const outputs = await work();
    if (slots.has(number)) send({ type: 'outputs', slot: number, outputs: outputs ?? '[]' });
  } catch (error) {
    stop(number, error instanceof CellFailure ? error : new CellFailure('crashed', String(error)));
  }
}

function load(header: Extract<ToRunner, { type: 'load' }>, policy: RunnerPolicy): Promise<void> {
  const modules = sources.get(header.slot) ?? new Map<string, string>();
  sources.delete(header.slot);
  return contain(header.slot, async () => {
    const slot = new Slot({
      ...header,
      number: header.slot,
      guest: (hello as NonNullable<typeof hello>).guest,
      driver,
      enter: () => flight.enter(header.slot),
    });
    slots.set(header.slot, slot);
    flight.leave();
    return slot.load(modules, header.main, policy.startMs);
  });
}

function source(header: Extract<ToRunner, { type: 'source' }>): void {
  const files = sources.get(header.slot) ?? new Map<string, string>();
  sources.set(header.slot, files.set(header.path, (files.get(header.path) ?? '') + header.text));
}

function receive(header: ToRunner, values: Float64Array): void {
  if (header.type === 'hello') {
    if (header.protocol !== PROTOCOL) throw new Error(`protocol ${header.protocol} is not spoken here`);
    hello = header;
    frameTurn = new FrameTurn({ slots, policy: header.policy, flight, send, stop, contain });
    send({
      type: 'hello',
      protocol: PROTOCOL,
      pid: process.pid,
      node: process.versions.node,
      v8: process.versions.v8,
      icu: process.versions.icu ?? '',
    });
    return;
  }
  if (!hello || !frameTurn) throw new Error('the first frame must be hello');
  switch (header.type) {
    case 'source':
      return source(header);
    case 'load':
      return void load(header, hello.policy);
    case 'unload':
      return stop(header.slot, new CellFailure('unloaded', 'unloaded'));
    case 'turns':
      return frameTurn.run(header, values);
    case 'sample':
      return frameTurn.sample();
  }
}

socket.on('data', (chunk) => {
  for (const frame of reader.push(chunk as Buffer)) receive(frame.header as ToRunner, frame.values);
});
// A stuck thread would keep process.exit waiting.
const end = () => process.kill(process.pid, 'SIGKILL');
socket.on('end', end);
socket.on('error', end);
