import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { findAccountsRead, isHeldByFlow, listSendable } from './flow.ts';
import { mark, spend, toMark, type Usage } from './usage.ts';

const start = Date.UTC(2026, 0, 5, 12);
const ids = ['account:read', 'net:*.example.com', 'net:other.example.org'] as const;
const declared = ids.map((id) => ({ id, limits: {} }));
const grants = ids.map((permission) => ({
  permission,
  limits: {},
  lifetime: 'until-revoked' as const,
  grantedAt: start,
}));
const ask = (permission: string, usage: Usage, now = start) => decide({ grants, declared, permission, usage, now });
/** One call: what it spends is kept, as the host keeps it. */
function call(permission: string, usage: Usage, now = start): { allow: boolean; usage: Usage } {
  const decision = ask(permission, usage, now);
  return { allow: decision.allow, usage: decision.allow ? spend(usage, decision.spends) : usage };
}

describe('the flow rule', () => {
  test('lets the network be until accounts were read, then only to hosts that were named for it', () => {
    const api = 'net:api.example.com';
    expect(ask(api, {}).allow).toBe(true);
    const { usage } = call('account:read', {});
    expect(findAccountsRead(usage)).toBe(start);
    expect(ask(api, usage)).toMatchObject({ allow: false, deny: 'flow' });
    const named = mark(usage, [toMark(api)], true, start);
    expect(ask(api, named).allow).toBe(true);
    // A star names no host.
    expect(ask('net:cdn.example.com', named)).toMatchObject({ deny: 'flow' });
    expect(listSendable(named)).toEqual([api]);
    expect(ask(api, mark(named, [toMark('account:read')], false, start)).allow).toBe(true);
  });

  test('grants nothing: a host that may have account data still needs its grant', () => {
    const usage = mark({}, [toMark('net:evil.example.net')], true, start);
    expect(ask('net:evil.example.net', usage)).toMatchObject({ allow: false, deny: 'not-declared' });
  });

  test('holds after any order of reads, words of the user and clocks', () => {
    const hosts = ['net:api.example.com', 'net:cdn.example.com', 'net:other.example.org'] as const;
    const step = fc.record({
      what: fc.constantFrom('read' as const, 'forget' as const, 'allow' as const, 'refuse' as const, 'reach' as const),
      host: fc.constantFrom(...hosts),
      at: fc.integer({ min: -5, max: 5 }).map((days) => start + days * 3_600_000),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let usage: Usage = {};
        let hasRead = false;
        const sendable = new Set<string>();
        for (const { what, host, at } of steps) {
          if (what === 'read') {
            usage = call('account:read', usage, at).usage;
            hasRead = true;
          } else if (what === 'forget') {
            usage = mark(usage, [toMark('account:read')], false, at);
            hasRead = false;
          } else if (what === 'reach') {
            expect(ask(host, usage, at).allow).toBe(!hasRead || sendable.has(host));
            expect(isHeldByFlow(usage, host)).toBe(hasRead && !sendable.has(host));
          } else {
            usage = mark(usage, [toMark(host)], what === 'allow', at);
            if (what === 'allow') sendable.add(host);
            else sendable.delete(host);
          }
        }
      }),
      { numRuns: 1000 },
    );
  });
});
