import { describe, expect, test } from 'vitest';
import { openSession, type SessionPorts } from './session.ts';

interface Call {
  readonly method: string;
  readonly body: unknown;
}

function ports(hash: string, answers: readonly Response[]): { given: SessionPorts; calls: Call[]; shown: string[] } {
  const calls: Call[] = [];
  const shown: string[] = [];
  const rest = [...answers];
  const location = { hash, pathname: '/', search: '' };
  return {
    calls,
    shown,
    given: {
      location,
      history: {
        replaceState: (_state, _title, url) => {
          shown.push(String(url));
          location.hash = '';
        },
      },
      fetch: async (_url, init) => {
        calls.push({ method: init?.method ?? 'GET', body: init?.body });
        return rest.shift() as Response;
      },
    },
  };
}
const refused = () => new Response('', { status: 401 });

describe('openSession', () => {
  test('trades the token and takes it out of the address bar first', async () => {
    const { given, calls, shown } = ports('#token=abc', [Response.json({ csrf: 'c' })]);
    expect(await openSession(given)).toEqual({ csrf: 'c' });
    expect(calls).toEqual([{ method: 'POST', body: '{"token":"abc"}' }]);
    expect(shown).toEqual(['/']);
  });

  test('asks for the session of the cookie where there is no token', async () => {
    const { given, calls, shown } = ports('', [Response.json({ csrf: 'c' })]);
    expect(await openSession(given)).toEqual({ csrf: 'c' });
    expect(calls).toEqual([{ method: 'GET', body: undefined }]);
    expect(shown).toEqual([]);
  });

  test('falls back to the cookie where the token is used up', async () => {
    const { given, calls } = ports('#token=old', [refused(), Response.json({ csrf: 'c' })]);
    expect(await openSession(given)).toEqual({ csrf: 'c' });
    expect(calls.map((call) => call.method)).toEqual(['POST', 'GET']);
  });

  test('is refused without token and cookie', async () => {
    expect(await openSession(ports('', [refused()]).given)).toBe('refused');
    expect(await openSession(ports('#token=bad', [refused(), refused()]).given)).toBe('refused');
  });

  test('throws on anything else, which means "try again"', async () => {
    await expect(openSession(ports('', [new Response('', { status: 502 })]).given)).rejects.toThrow('502');
    await expect(openSession(ports('', [Response.json({})]).given)).rejects.toThrow('no session');
  });
});
