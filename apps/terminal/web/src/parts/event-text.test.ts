import type { HostEvent, Json } from '@omnitrade/contracts';
import { describe, expect, test } from 'vitest';
import { toEventText, toEventTone } from './event-text.ts';

const event = (type: string, data: Json): HostEvent => ({ seq: 1, time: 0, type, data });

describe('toEventText', () => {
  test.each<[HostEvent, string]>([
    [event('plugin.failed', { code: 'sandbox.timeout', message: 'It took too long.' }), 'It took too long.'],
    [event('plugin.failed', { error: { message: 'It took too long.' } }), 'It took too long.'],
    [event('plugin.activated', { version: '1.2.0' }), 'Version 1.2.0 is running.'],
    [event('constructor', null), 'Constructor'],
    [
      event('runner.died', { kind: 'isolate', pid: 12, reason: 'it was killed.' }),
      'The isolate runner 12 ended: it was killed.',
    ],
    [event('runner.restarted', { pid: 12, kind: 'isolate', deep: { x: 1 } }), 'Restarted · pid 12 · kind isolate'],
    [event('plugin.grant-revoked', null), 'Grant revoked'],
  ])('%#', (given, text) => {
    expect(toEventText(given)).toBe(text);
  });

  test('cuts what is too long for a list', () => {
    expect(toEventText(event('log.written', { text: 'x'.repeat(9000) })).length).toBeLessThan(700);
  });
});

describe('toEventTone', () => {
  test('marks bad news', () => {
    expect(toEventTone(event('plugin.quarantined', {}))).toBe('danger');
    expect(toEventTone(event('plugin.activated', {}))).toBe('ok');
    expect(toEventTone(event('replay.stepped', {}))).toBe('idle');
  });
});
