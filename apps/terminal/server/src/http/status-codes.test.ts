import { CodedError, toErrorJson } from '@omnitrade/contracts';
import { describe, expect, it } from 'vitest';
import { readErrorTables } from '../../../../../tools/reference/error-tables.ts';
import { toReply, toStatus } from './status-codes.ts';

describe('status codes', () => {
  it('blame the terminal only for its own faults', async () => {
    const codes = (await readErrorTables()).map(({ code }) => code);
    expect(codes).toContain('terminal.no-session');
    for (const code of codes) {
      const status = toStatus(code);
      if (/^(?:store|internal)\./.test(code)) expect([409, 500, 503, 507]).toContain(status);
      // What it has stored is of a later version: that conflicts with what was asked.
      else if (code === 'plugin.newer-state') expect(status).toBe(409);
      else if (/^(?:plugin|sandbox)\./.test(code)) expect(status).toBe(502);
      else if (code !== 'terminal.closing') expect(status).toBeLessThan(500);
    }
  });

  it('keep what has no code inside, and pass on what has one', () => {
    expect(toReply(new TypeError('a detail of this machine'))).toEqual({
      status: 500,
      error: {
        code: 'internal.unexpected',
        message: 'Something went wrong inside the terminal; its log says more.',
        data: {},
      },
    });
    const full = new CodedError('store.disk-full', 'Full.', { file: 'x' });
    expect(toReply(full)).toEqual({ status: 507, error: toErrorJson(full) });
  });

  it.each(['__proto__', 'toString', 'constructor.name', '', '.'])('take %j for a code like any other', (code) => {
    expect(toStatus(code)).toBe(422);
  });
});
