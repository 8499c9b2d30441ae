import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from './config.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-config-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const write = (text: string) => writeFileSync(join(dir, 'config.json'), text);

describe('configuration', () => {
  it('has defaults that keep the terminal to this machine', async () => {
    expect(await readConfig(dir, {}, {})).toEqual({
      port: 8420,
      host: '127.0.0.1',
      allowedHosts: [],
      logLevel: 'info',
    });
  });

  it('takes flags over environment over file', async () => {
    write('{ "port": 1, "host": "10.0.0.1", "logLevel": "debug" }');
    const env = { OMNITRADE_PORT: '2', OMNITRADE_HOST: '10.0.0.2' };
    expect(await readConfig(dir, { port: '3' }, env)).toMatchObject({ port: 3, host: '10.0.0.2', logLevel: 'debug' });
  });

  it.each([
    ['{ "prot": 1 }', /Unrecognized key: "prot"/],
    ['{ "port": 70000 }', /port: /],
    ['{ "allowedHosts": ["a b"] }', /allowedHosts\.0/],
    ['[]', /expected object/],
    ['{', /it is not JSON/],
  ])('refuses %s and names the file', async (text, words) => {
    write(text);
    const refused = readConfig(dir, {}, {});
    await expect(refused).rejects.toMatchObject({
      code: 'terminal.bad-config',
      data: { file: join(dir, 'config.json') },
    });
    await expect(refused).rejects.toThrow(words);
  });

  it('refuses a port that is none, from wherever it comes', async () => {
    await expect(readConfig(dir, { port: 'eighty' }, {})).rejects.toThrow(/port.*flags of the command/);
    await expect(readConfig(dir, {}, { OMNITRADE_PORT: '-1' })).rejects.toThrow(/OMNITRADE_\*/);
  });
});
