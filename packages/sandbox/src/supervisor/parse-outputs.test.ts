import type { TurnOutput } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOutputs } from './parse-outputs.ts';

const error = { name: 'Error', message: 'm', stack: 's', code: 'c' };
/** One sound message of every kind. */
const sound: readonly TurnOutput[] = [
  { t: 'loaded' },
  { t: 'load-failed', error },
  { t: 'activated' },
  { t: 'activate-failed', error: { name: 'Error', message: '' } },
  { t: 'deactivated' },
  { t: 'contribute', point: 'chart.indicator', id: 'sma', info: {} },
  { t: 'log', level: 'info', text: 'x'.repeat(8192) },
  { t: 'timer-set', id: 1, afterMs: 5, every: false },
  { t: 'timer-clear', id: 1 },
  { t: 'request', id: 1, capability: 'assets', method: 'text', args: [] },
  { t: 'return', id: 1, ok: true, value: null, rows: 5 },
  { t: 'return', id: 1, ok: false, error },
  { t: 'emit', contribution: 'src', data: 1 },
  { t: 'attached', instance: 1, warmup: 0 },
  { t: 'instance-failed', instance: 1, error },
  { t: 'uncaught', error },
];

describe('what a plugin says', () => {
  it('is taken as it is when every message has the shape of its kind', () => {
    expect(parseOutputs(JSON.stringify(sound))).toEqual(sound);
  });

  it.each([
    ['no JSON', '[', /not JSON/],
    ['no list', '{}', /no list/],
    ['a message that is no object', '[1]', /no object/],
    ['a list as a message', '[[]]', /no object/],
    ['an unknown kind', '[{"t":"evil"}]', /unknown kind "evil"/],
    ['a kind that every object has', '[{"t":"toString"}]', /unknown kind "toString"/],
    ['a kind that is no text', '[{"t":{}}]', /unknown kind/],
    ['too many messages', `[${'{"t":"loaded"},'.repeat(5000)}{"t":"loaded"}]`, /5001 messages in one turn/],
    [
      'a log line that is too long',
      JSON.stringify([{ t: 'log', level: 'info', text: 'x'.repeat(8193) }]),
      /'log' message/,
    ],
    ['a level nobody knows', '[{"t":"log","level":"loud","text":""}]', /'log' message/],
    ['an id with a slash', '[{"t":"contribute","point":"p","id":"../x","info":{}}]', /'contribute' message/],
    ['an id that is no whole number', '[{"t":"timer-set","id":1.5,"afterMs":1,"every":true}]', /'timer-set' message/],
    ['a return without a value', '[{"t":"return","id":1,"ok":true}]', /'return' message/],
    ['a return of less than no rows', '[{"t":"return","id":1,"ok":true,"value":1,"rows":-1}]', /'return' message/],
    ['an error without a message', '[{"t":"uncaught","error":{"name":"E"}}]', /'uncaught' message/],
  ])('is refused for %s', (_what, text, sentence) => {
    expect(() => parseOutputs(text)).toThrow(sentence);
  });

  it('needs every field of its kind: without any one of them it is refused', () => {
    const optional = new Set(['rows']);
    for (const message of sound)
      for (const key of Object.keys(message).filter((key) => key !== 't' && !optional.has(key))) {
        const { [key as keyof typeof message]: _gone, ...rest } = message;
        expect(() => parseOutputs(JSON.stringify([rest])), `${message.t} without ${key}`).toThrow(/wrong shape/);
      }
  });

  it('of any content is either refused with an Error or made of known kinds alone', () => {
    const kinds = new Set(sound.map(({ t }) => t));
    const message = fc.oneof(
      fc
        .tuple(fc.constantFrom(...sound), fc.dictionary(fc.constantFrom('id', 'error', 'text', 'rows', 't'), fc.json()))
        .map(([base, changes]) => ({ ...base, ...changes })),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 3 }), (list) => {
        let text: string;
        try {
          text = JSON.stringify(list) ?? '';
        } catch {
          return;
        }
        try {
          for (const { t } of parseOutputs(text)) expect(kinds.has(t)).toBe(true);
        } catch (refusal) {
          expect((refusal as Error).message).toMatch(/message/);
        }
      }),
      { numRuns: 1_000, seed: 5 },
    );
  });

  it('may be nested as deep as a turn is long', () => {
    const depth = 20_000;
    const text = `[{"t":"emit","contribution":"x","data":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
    expect(parseOutputs(text)).toHaveLength(1);
  });
});
