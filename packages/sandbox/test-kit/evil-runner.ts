/** A runner that was taken over: it starts like any other and then does what its argument says. */

import { writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { encodeFrame, FrameReader, PROTOCOL } from '@omnitrade/contracts';
import type { FromRunner, ToRunner } from '../src/protocol.ts';

const deed = process.argv[2] ?? '';
const socket = new Socket({ fd: 3, readable: true, writable: true });
const send = (header: unknown, columns?: readonly Float64Array[]) => void socket.write(encodeFrame(header, columns));
const honest = (header: FromRunner) => send(header);
const die = () => void process.kill(process.pid, 'SIGKILL');

function hello(): void {
  const { node, v8 } = process.versions;
  honest({ type: 'hello', protocol: PROTOCOL, pid: process.pid, node, v8, icu: '' });
}

function record(slot: number, calls: number, doomed = 0): void {
  const view = new DataView(new ArrayBuffer(12));
  view.setUint32(0, slot, true);
  view.setUint32(4, calls, true);
  view.setUint32(8, doomed, true);
  writeSync(4, view, 0, 12, 0);
}

/** Answers as an honest runner would. */
function answer(header: ToRunner): void {
  if (header.type === 'hello') hello();
  if (header.type === 'load') {
    honest({ type: 'begun', slot: header.slot, items: 0 });
    honest({ type: 'outputs', slot: header.slot, outputs: '[{"t":"loaded"}]' });
  }
  if (header.type === 'sample') honest({ type: 'samples', slots: [] });
  if (header.type === 'turns') {
    for (const [slot, , aside] of header.items)
      if (aside) {
        honest({ type: 'begun', slot, items: 1 });
        honest({ type: 'outputs', slot, outputs: '[{"t":"activated"}]' });
      }
    honest({ type: 'turned', frame: header.frame, more: false, behind: false, results: [] });
  }
}

const turned = (frame: number, more: object) =>
  send({ type: 'turned', frame, more: false, behind: false, results: [], ...more });

/** Deeds at the first frame with turns; `slot` is that of the first plugin. */
const atTurns: Readonly<Record<string, (frame: number, slot: number) => void>> = {
  'another-frame': (frame) => turned(frame + 1, {}),
  'a-frame-twice': (frame) => {
    turned(frame, {});
    turned(frame, {});
  },
  'another-slot': (frame) => turned(frame, { results: [{ slot: 4711, us: 1, outputs: '[{"t":"loaded"}]' }] }),
  'an-instance-it-has-not': (frame, slot) => turned(frame, { results: [{ slot, us: 1, jobs: [[99, 0, 5, 1]] }] }),
  'more-bars-than-there-are': (frame, slot) => turned(frame, { results: [{ slot, us: 1, jobs: [[1, 0, 1e9, 1]] }] }),
  'parts-without-end': (frame) => {
    for (;;) turned(frame, { more: true });
  },
  'no-reply': () => {},
  'a-spin-in-a-plugin': (_frame, slot) => {
    record(slot, 1);
    for (;;);
  },
  'a-doomed-end': (_frame, slot) => {
    record(slot, 1, 1);
    die();
  },
  'an-end-of-another': () => send({ type: 'stopped', slot: 4711, code: 'timeout', text: '' }),
  'an-end-without-a-code': (_frame, slot) => send({ type: 'stopped', slot, code: 'because', text: '' }),
  'outputs-nobody-asked-for': (_frame, slot) => send({ type: 'outputs', slot, outputs: '[]' }),
  'a-beginning-nobody-asked-for': (_frame, slot) => send({ type: 'begun', slot, items: 0 }),
  'a-profile-nobody-asked-for': (_frame, slot) => send({ type: 'profile', slot, text: '{}', more: false }),
  'a-profile-of-another': () => send({ type: 'profile', slot: 4711, text: {}, more: false }),
  'samples-nobody-asked-for': () => send({ type: 'samples', slots: [[1, 1, 1, 1, 1]] }),
  'an-unknown-message': () => send({ type: 'evil' }),
  'a-message-without-a-type': () => send({}),
  'another-hello': () => hello(),
  'bytes-that-are-no-frame': () => void socket.write(Buffer.alloc(64, 0xff)),
  'a-frame-of-four-gigabytes': () => void socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 8, 0, 0, 0])),
  'a-header-that-is-no-json': (frame) => {
    const bytes = encodeFrame({ type: 'turned', frame });
    bytes[8] = 0x5d;
    socket.write(bytes);
  },
  'a-closed-connection': (frame) => {
    turned(frame, {});
    setTimeout(() => socket.destroy(), 50);
    setInterval(() => {}, 1_000);
  },
  'memory-without-end': (frame) => {
    turned(frame, {});
    const held: Buffer[] = [];
    setInterval(() => held.push(Buffer.alloc(32 * 1024 * 1024, 1)), 5);
  },
  'noise-on-its-error-output': () => {
    for (let i = 0; i < 2_000; i++) process.stderr.write('x'.repeat(1_000));
    die();
  },
};

/** Deeds before anything else. */
const atStart: Readonly<Record<string, () => void>> = {
  'no-hello': () => setInterval(() => {}, 1_000),
  'another-protocol': () => send({ type: 'hello', protocol: 99 }),
  'a-message-before-its-hello': () => send({ type: 'samples', slots: [] }),
  'an-exit': () => process.exit(3),
};

const reader = new FrameReader();
let done = false;
socket.on('error', die);
socket.on('end', die);
socket.on('data', (chunk) => {
  for (const frame of reader.push(chunk as Buffer)) {
    const header = frame.header as ToRunner;
    const start = atStart[deed];
    const turns = atTurns[deed];
    if (start && !done) {
      done = true;
      start();
    } else if (turns && header.type === 'turns' && !done && header.series.length > 0) {
      done = true;
      turns(header.frame, header.series[0]?.slots[0] ?? 0);
    } else if (deed === 'never-begins' && header.type === 'load') {
      // It says nothing.
    } else if (deed === 'never-unloads' || header.type !== 'unload') {
      if (!done) answer(header);
    } else honest({ type: 'stopped', slot: header.slot, code: 'unloaded', text: '' });
  }
});

export const deeds = { atStart: Object.keys(atStart), atTurns: Object.keys(atTurns) };
