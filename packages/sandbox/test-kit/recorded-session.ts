/** A session of every kind of turn, recorded. */

import { CapsuleRecorder, type GuestBundle } from '../src/index.ts';
import { createKit, type Kit, sleep } from './kit.ts';
import { indicatorPlugin } from './sources.ts';
import { TestSeries } from './test-series.ts';

export interface Tape {
  readonly recorder: CapsuleRecorder;
  readonly bytes: () => Uint8Array;
}

/** Its clock goes on with each look. */
export function createRecordingKit(guest: GuestBundle): Kit {
  let now = 1_000_000_000_000;
  return createKit({
    guest,
    now: () => {
      now += 7;
      return now;
    },
  });
}

export function createTape(guest: GuestBundle, maxBytes?: number): Tape {
  const parts: Uint8Array[] = [];
  const write = (bytes: Uint8Array) => void parts.push(bytes);
  const recorder = new CapsuleRecorder({
    plugin: 'taped',
    version: '1.2.3',
    guest,
    write,
    ...(maxBytes && { maxBytes }),
  });
  return { recorder, bytes: () => new Uint8Array(Buffer.concat(parts)) };
}

/** Uses time, chance, maps, timers, promises and state columns. */
export const lively = indicatorPlugin({
  calc: ({ in: bars, out, state, from, to }) => {
    for (let i = from; i < to; i++) {
      state.s[i] = (i > 0 ? state.s[i - 1] : 0) * 0.9 + Math.sin(bars.close[i]) + Math.random();
      out.v[i] = i % 5 === 0 ? Number.NaN : state.s[i] + (Date.now() % 1000);
    }
  },
  state: ['s'],
  also: `const seen = new Map(); let n = 0;
    const beat = () => { seen.set(Math.random(), n); log.info(n++, Date.now(), [...seen.keys()].join().length);
      Promise.resolve(n).then((k) => seen.set({}, k)); if (n === 3) throw new Error('third'); };
    const beating = setInterval(beat, 5);`,
});

/** A session of every kind of turn; on real timers, so that its frames fall differently each time. */
export async function recordSession(kit: Kit, source: string, tape: Tape, bars = 5_000): Promise<Uint8Array> {
  const series = new TestSeries(bars, (delta) => kit.sandbox.publish(delta));
  const one = await kit.start(source, { name: 'taped', seed: 7, recorder: tape.recorder }).activate();
  const instances = [one.attach(series, { state: 1 }), one.attach(series, { state: 1 })];
  for (let step = 0; step < 12; step++) {
    await sleep(3);
    if (step % 3 === 0) series.tick(100 + step);
    else if (step % 3 === 1) series.append(1 + step);
    else series.amend(20 * step, 99);
  }
  await one.idle();
  one.run.detach(instances[0] as number);
  await one.idle();
  await one.deactivate();
  one[Symbol.dispose]();
  return tape.bytes();
}
