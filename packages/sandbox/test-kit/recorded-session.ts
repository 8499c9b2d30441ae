/** A session of every kind of turn, recorded. */

import type { Json } from '@omnitrade/contracts';
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

/** A provider that keeps what it was told: settings, storage and answers of every kind go into what it says. */
export const answering = `import { definePlugin } from '@omnitrade/sdk';
let context; let calls = 0;
export default definePlugin({ async activate({ data, log, storage, settings, assets }) {
  log.info(settings.word, Object.keys(settings).join());
  const before = await storage.get('count');
  await storage.transaction(async (tx) => tx.set('count', (await tx.get('count') ?? 0) + 1));
  log.info('stored', before, await storage.get('count'));
  await assets.text('gone.txt').catch((error) => log.info('refused', error.code, error.message));
  data.addProvider({ id: 'rows', title: 'Rows',
    capabilities: { timeframes: ['1D'], history: 'bars', stream: ['bar'], maxBarsPerCall: 100000, lastBar: 'always-closed', stampedAt: 'open' },
    connect(given) { context = given; }, search: (text) => [{ id: text + Math.random(), title: text }],
    async resolve(id) { calls++; await storage.set('last', id); return { id, at: Date.now() }; },
    bars: ({ countBack }) => ({ earlier: 'no', lastClosed: true, columns: { length: countBack,
      time: Float64Array.from({ length: countBack }, (_, i) => i * 60000),
      ...Object.fromEntries(['open', 'high', 'low', 'close', 'volume'].map((name, n) => [name,
        Float64Array.from({ length: countBack }, (_, i) => 100 + Math.sin(i + n) + Math.random())])) } }),
    subscribe({ sub }) { setInterval(() => context.emit({ sub, seq: ++calls, bar: { close: Math.random() * calls, time: Date.now() } }), 4); },
    unsubscribe() {} });
} });`;

/** A life of {@link answering}: settings, storage, a refused call, bars over several boxes, and live bars. */
export async function recordAnswers(kit: Kit, tape: Tape, bars = 20_000): Promise<Uint8Array> {
  const stored = new Map<string, { value: Json; rev: number }>();
  const answerOf = (method: string, [first]: readonly Json[]): Json => {
    if (method === 'read') return stored.get(first as string) ?? null;
    const { puts = [] } = (first ?? {}) as { puts?: { key: string; value: Json }[] };
    for (const { key, value } of puts) stored.set(key, { value, rev: (stored.get(key)?.rev ?? 0) + 1 });
    return null;
  };
  const one = kit.start(answering, { name: 'answering', seed: 11, recorder: tape.recorder });
  let answered = 0;
  const answerAll = () => {
    for (const { id, capability, method, args } of one.all('request').slice(answered)) {
      answered++;
      if (capability === 'storage') one.post({ t: 'answer', id, ok: true, value: answerOf(method, args) });
      else {
        const error = { code: 'permission.denied', message: 'Not granted.', data: {} };
        one.post({ t: 'answer', id, ok: false, error });
      }
    }
  };
  const beat = setInterval(answerAll, 1);
  try {
    await one.activate(['data:provide', 'storage'], { word: 'hello', depth: { of: [1, null] } });
    await one.call('rows', 'connect');
    await one.call('rows', 'search', { text: 'a' });
    await one.call('rows', 'resolve', { id: 'X:Y' });
    await one.call('rows', 'bars', { countBack: bars });
    await one.call('rows', 'subscribe', { sub: 'chart' });
    await one.when(() => one.all('emit').length > 5, 'live bars');
    await one.deactivate();
  } finally {
    clearInterval(beat);
  }
  one[Symbol.dispose]();
  return tape.bytes();
}
