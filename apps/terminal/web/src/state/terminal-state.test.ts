import {
  type HostEvent,
  noUsage,
  type PluginSummary,
  type ServerMessage,
  type ServerVitals,
} from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { applyMessage, maxEvents, mergeEvents, startState, type TerminalState } from './terminal-state.ts';

const plugin = (id: string, cpuMs: number): PluginSummary => ({
  id,
  displayName: id,
  description: '',
  version: '1.0.0',
  wanted: 'enabled',
  state: 'active',
  source: 'built-in',
  publisher: 'example-labs',
  trust: 'reviewed',
  usage: { ...noUsage, cpuMs },
});
const vitals = (time: number): ServerVitals => ({ time, loopGapMs: 0, rssBytes: 0, runners: [], deaths: [] });
const look = (time: number, ...plugins: PluginSummary[]): ServerMessage => ({
  type: 'plugins',
  plugins,
  server: vitals(time),
});
const event = (seq: number): HostEvent => ({ seq, time: seq, type: 'plugin.activated', data: {} });
const hello = (run: string): ServerMessage => ({
  type: 'hello',
  protocol: 1,
  version: '0.1.0',
  run,
  plugins: [plugin('a', 0)],
  contributions: [],
  chart: { state: 'loading', text: 'Starting.' },
  layout: null,
});
function after(...messages: ServerMessage[]): TerminalState {
  let state = startState;
  for (const message of messages) state = { ...state, ...applyMessage(state, message) };
  return state;
}

describe('applyMessage', () => {
  test('works out CPU per second from two looks', () => {
    expect(after(look(1000, plugin('a', 10))).plugins[0]?.cpuRate).toBeUndefined();
    expect(after(look(1000, plugin('a', 10)), look(3000, plugin('a', 50))).plugins[0]?.cpuRate).toBe(20);
  });

  test('gives no rate where a plugin is new, or counts from zero again', () => {
    const { plugins } = after(look(1000, plugin('a', 90)), look(2000, plugin('a', 5), plugin('b', 7)));
    expect(plugins.map((row) => row.cpuRate)).toEqual([undefined, undefined]);
  });

  test('keeps the newest events, each once', () => {
    const many = Array.from({ length: maxEvents + 20 }, (_, i) => ({ type: 'event', event: event(i + 1) }) as const);
    const { events } = after(...many, { type: 'event', event: event(3) });
    expect(events).toHaveLength(maxEvents);
    expect(events.at(-1)?.seq).toBe(maxEvents + 20);
    expect(events[0]?.seq).toBe(21);
  });

  test('keeps events over a reconnect, drops them with the run they belong to', () => {
    const seen = { type: 'event', event: event(1) } as const;
    expect(after(hello('r1'), seen, hello('r1')).events).toHaveLength(1);
    expect(after(hello('r1'), seen, hello('r2')).events).toHaveLength(0);
  });

  test('puts the events of before and of now together', () => {
    const seqs = (events: readonly HostEvent[]) => events.map(({ seq }) => seq);
    expect(seqs(mergeEvents([event(4), event(5)], [event(1), event(4), event(3)]))).toEqual([1, 3, 4, 5]);
    const many = Array.from({ length: 2000 }, (_, i) => event(i + 1));
    expect(seqs(mergeEvents([event(2001)], many))).toHaveLength(maxEvents);
  });

  test('leaves answers to the link', () => {
    expect(applyMessage(startState, { type: 'answer', id: 1, ok: true })).toEqual({});
  });
});
