import { describe, expect, it } from 'vitest';
import { chooseFiles } from './upload-archive.ts';

const file = (name: string, bytes = 1) => ({ name, size: bytes }) as File;

describe('chosen files', () => {
  it('are an archive and the signatures that belong to it', () => {
    const chosen = chooseFiles([file('other.otpb'), file('Mine-1.0.0.otp'), file('mine-1.0.0.OTPB')]);
    expect(chosen).toMatchObject({
      ok: true,
      archive: { name: 'Mine-1.0.0.otp' },
      signatures: { name: 'mine-1.0.0.OTPB' },
    });
    expect(chooseFiles([file('a.otp')])).toMatchObject({ ok: true, signatures: undefined });
  });

  it.each([
    ['nothing that is a plugin', [file('a.zip')], 'None of these'],
    ['nothing at all', [], 'None of these'],
    ['several plugins', [file('a.otp'), file('b.otp')], 'several plugins'],
    ['too large an archive', [file('a.otp', 64 * 1024 * 1024 + 1)], '64 MB'],
    ['signatures that are none', [file('a.otp'), file('a.otpb', 300_000)], 'too large to be'],
  ])('are not taken where they are %s', (_name, files, words) => {
    expect(chooseFiles(files)).toMatchObject({ ok: false, why: expect.stringContaining(words) });
  });
});
