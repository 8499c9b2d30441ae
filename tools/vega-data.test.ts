/** Proves that the price history is copied whole, once, and never from a file that is not the expected one. */

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ensureVegaData } from './vega-data.ts';

describe('ensureVegaData', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vega-data-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('copies the file once and leaves a right one alone', () => {
    const target = join(folder, 'assets', 'history.csv');
    expect(ensureVegaData({ target })).toEqual({ path: target, copied: true });
    expect(readFileSync(target, 'utf8').split('\n', 1)).toEqual(['date,open,high,low,close,adjclose,volume']);
    expect(ensureVegaData({ target, source: '/nowhere' })).toEqual({ path: target, copied: false });
    expect(readdirSync(join(folder, 'assets'))).toEqual(['history.csv']);
  });

  it('replaces a file that was changed', () => {
    const target = join(folder, 'history.csv');
    writeFileSync(target, 'date,open\n');
    expect(ensureVegaData({ target }).copied).toBe(true);
    expect(readFileSync(target).length).toBe(415_968);
  });

  it('refuses an original that is missing or different, and writes nothing', () => {
    const target = join(folder, 'history.csv');
    const source = join(folder, 'original.csv');
    expect(() => ensureVegaData({ target, source })).toThrow(
      expect.objectContaining({ code: 'vega-data.missing', message: expect.stringContaining('npm ci') }),
    );
    writeFileSync(source, 'date,open,high,low,close,adjclose,volume\n');
    expect(() => ensureVegaData({ target, source })).toThrow(
      expect.objectContaining({ code: 'vega-data.changed', message: expect.stringContaining(source) }),
    );
    expect(readdirSync(folder)).toEqual(['original.csv']);
  });
});
