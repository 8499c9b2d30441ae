/** The check of instruments: what is sound comes back field by field, anything else is named. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleInstrument } from './bar-samples.ts';
import { checkInstrument } from './instrument-check.ts';

const issuesOf = (value: unknown) => {
  const check = checkInstrument(value);
  return check.ok ? [] : check.issues;
};

describe('an instrument', () => {
  it('comes back with its known fields only', () => {
    const full = { ...sampleInstrument, base: 'ABC', minQty: '0', maxQty: '100', minNotional: '1.5' };
    const check = checkInstrument({ ...full, colour: 'red', priceTiers: [] });
    expect(check).toEqual({ ok: true, instrument: full });
  });

  it('needs each of its fields, and all that are missing are named at once', () => {
    const issues = issuesOf({});
    expect(issues.map(({ path }) => path)).toEqual(Object.keys(sampleInstrument));
    expect(issues.every(({ code }) => code === 'market.missing-field')).toBe(true);
  });

  it.each<[string, unknown]>([
    ['id', 'no-venue'],
    ['id', `TEST:${'A'.repeat(65)}`],
    ['title', ''],
    ['title', '   '],
    ['title', 'x'.repeat(201)],
    ['title', 'two\nlines'],
    ['title', 'turned \u202e round'],
    ['kind', 'bond'],
    ['quote', 'U S D'],
    ['quote', ''],
    ['base', null],
    ['multiplier', 1],
    ['multiplier', '0'],
    ['priceIncrement', '0.010'],
    ['priceIncrement', '-0.01'],
    ['priceIncrement', '1e-2'],
    ['sizeIncrement', 'NaN'],
    ['minQty', '-1'],
    ['maxQty', '0'],
    ['timeZone', 'Mars/Olympus'],
    ['timeZone', '+02:00'],
    ['timeZone', 'A'.repeat(1e6)],
    ['calendar', 'lunar'],
    ['adjustment', 'none'],
    ['delaySec', -1],
    ['delaySec', 0.5],
    ['delaySec', Number.NaN],
    ['tradable', 'yes'],
  ])('is refused for %s = %o, and only that field is named', (field, value) => {
    const issues = issuesOf({ ...sampleInstrument, [field]: value });
    expect(issues).toMatchObject([{ path: field, code: 'market.bad-field' }]);
    expect(issues[0]?.message).toContain(`"${field}" must be`);
    expect(issues[0]?.message.length).toBeLessThan(200);
  });

  it('takes no field from a prototype', () => {
    expect(checkInstrument(Object.create(sampleInstrument)).ok).toBe(false);
  });

  it('is either sound or refused, whatever is sent', () => {
    const spoilt = fc.record(
      Object.fromEntries(
        Object.entries(sampleInstrument).map(([key, good]) => [key, fc.oneof(fc.constant(good), fc.anything())]),
      ),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(fc.anything(), spoilt), (value) => {
        const check = checkInstrument(value);
        if (check.ok) expect(checkInstrument(check.instrument)).toEqual(check);
        else expect(check.issues.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
