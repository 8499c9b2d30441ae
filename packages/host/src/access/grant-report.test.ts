import type { AuditUse } from '@omnitrade/contracts';
import { dayMs, type Grant } from '@omnitrade/permissions';
import { describe, expect, it } from 'vitest';
import { reportGrants } from './grant-report.ts';

const now = Date.UTC(2026, 5, 1);
const grant = (permission: string, more: Partial<Grant> = {}): Grant => ({
  ...{ permission, limits: {}, lifetime: 'until-revoked', grantedAt: now - 30 * dayMs },
  ...more,
});
const use = (permission: string, more: Partial<AuditUse> = {}): AuditUse => ({
  ...{ permission, allowed: 3, denied: 1, last: now - dayMs, targets: [] },
  ...more,
});
const suggestionOf = (one: Grant, uses: readonly AuditUse[]) => reportGrants([one], uses, now)[0]?.suggestion;

describe('reportGrants', () => {
  it('proposes to take back what was never used, after some days', () => {
    expect(suggestionOf(grant('storage'), [])).toBe("It never used 'storage'; take it back?");
    expect(suggestionOf(grant('storage', { grantedAt: now - dayMs }), [])).toBeUndefined();
    expect(suggestionOf(grant('charts:write', { uses: 1 }), [])).toBeUndefined();
  });

  it('proposes the few hosts a plugin used of all that a star gives', () => {
    const uses = [use('net:api.example.com'), use('net:cdn.example.com'), use('net:api.example.org')];
    expect(suggestionOf(grant('net:*.example.com'), uses)).toBe(
      "Of all hosts under example.com it used 2; grant 'net:api.example.com', 'net:cdn.example.com' instead?",
    );
  });

  it('proposes to allow fetching only where nothing else was done', () => {
    const one = grant('net:api.example.com');
    const fetched = use(one.permission, {
      targets: ['GET https://api.example.com/a', 'GET https://api.example.com/b'],
    });
    expect(suggestionOf(one, [fetched])).toContain('limit its methods');
    const posted = use(one.permission, { targets: ['GET https://api.example.com/', 'POST https://api.example.com/'] });
    expect(suggestionOf(one, [posted])).toBeUndefined();
    expect(suggestionOf({ ...one, limits: { methods: ['GET'] } }, [fetched])).toBeUndefined();
  });

  it('proposes the few instruments that were read of all that may be', () => {
    const one = grant('data:read');
    const read = use('data:read', { targets: ['INDEX:SPX', 'INDEX:NDX'] });
    expect(reportGrants([one], [read], now)[0]).toMatchObject({
      suggestion: 'Of all instruments it read 2: INDEX:NDX, INDEX:SPX; limit it to those?',
      narrow: { instruments: ['INDEX:NDX', 'INDEX:SPX'] },
    });
    expect(suggestionOf({ ...one, limits: { instruments: ['INDEX:SPX', 'INDEX:NDX'] } }, [read])).toBeUndefined();
    expect(
      suggestionOf({ ...one, limits: { instruments: ['A:1', 'A:2', 'A:3'] } }, [
        use('data:read', { targets: ['A:1'] }),
      ]),
    ).toBe('Of 3 instruments it read 1: A:1; limit it to that?');
    expect(
      suggestionOf(one, [use('data:read', { targets: ['A:1', 'A:2', 'A:3', 'A:4', 'A:5', 'A:6'] })]),
    ).toBeUndefined();
  });

  it('says how often and when', () => {
    const [row] = reportGrants([grant('net:*.example.com')], [use('net:a.example.com'), use('net:b.example.com')], now);
    expect(row).toMatchObject({ allowed: 6, denied: 2, last: now - dayMs });
  });
});
