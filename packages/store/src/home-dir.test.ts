import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resolveHomeDir } from './home-dir.ts';

describe('home folder', () => {
  it('is the flag, else the environment, else a folder of the user', () => {
    expect(resolveHomeDir('/flag', { OMNITRADE_HOME: '/environment' })).toBe('/flag');
    expect(resolveHomeDir(undefined, { OMNITRADE_HOME: '/environment' })).toBe('/environment');
    expect(resolveHomeDir(undefined, { OMNITRADE_HOME: '' })).toBe(join(homedir(), '.omnitrade'));
  });

  it('is absolute', () => {
    expect(resolveHomeDir('near', {})).toBe(join(process.cwd(), 'near'));
  });
});
