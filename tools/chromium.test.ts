import { describe, expect, test } from 'vitest';
import { findChromium } from './chromium.ts';

describe('findChromium', () => {
  const only = (path: string) => (asked: string) => asked === path;

  test('takes what CHROMIUM names', () => {
    expect(findChromium({ CHROMIUM: '/opt/c' }, only('/opt/c'))).toEqual({ ok: true, path: '/opt/c' });
  });

  test('looks nowhere else when CHROMIUM names nothing', () => {
    expect(findChromium({ CHROMIUM: '/opt/c', PATH: '/bin' }, only('/bin/chromium'))).toEqual({
      ok: false,
      sentence: 'CHROMIUM names /opt/c, which is no program that can be run.',
    });
  });

  test('looks at the usual places, then along PATH', () => {
    expect(findChromium({ PATH: '/a' }, () => true)).toEqual({ ok: true, path: '/usr/bin/chromium' });
    expect(findChromium({ PATH: '/a:/b' }, only('/b/google-chrome'))).toEqual({ ok: true, path: '/b/google-chrome' });
  });

  test('says what to do where there is none', () => {
    expect(findChromium({}, () => false)).toMatchObject({
      ok: false,
      sentence: expect.stringContaining('set CHROMIUM'),
    });
  });
});
