import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog, toHostLog } from './log.ts';

let dir = '';
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-log-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const read = () =>
  readdirSync(dir)
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join('');

describe('log', () => {
  it('writes one line of JSON for each entry, readable by its owner only', async () => {
    {
      await using log = await openLog({ dir });
      log.logger.info({ code: 'x.y' }, 'something happened');
      toHostLog(log.logger)({ plugin: 'ant', level: 'warn', text: 'careful' });
      toHostLog(log.logger)({ plugin: 'ant', level: 'debug', text: 'not shown' });
    }
    const lines = read()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      { level: 'info', code: 'x.y', msg: 'something happened' },
      { level: 'warn', plugin: 'ant', text: 'careful' },
    ]);
    expect(Object.keys(lines[1]).toSorted()).toEqual(['level', 'plugin', 'text', 'time']);
    expect(statSync(join(dir, readdirSync(dir)[0] as string)).mode & 0o777).toBe(0o600);
  });

  it('lets no text break, hide or reorder a line', async () => {
    const text = 'a\n{"level":"fatal"}\r\u001b[2J\u0000\u0085\u009b\u2028\u2029\u202e\u2066\ufeff end';
    {
      await using log = await openLog({ dir });
      toHostLog(log.logger)({ plugin: 'ant', level: 'info', text });
    }
    const content = read();
    expect(content.split('\n')).toHaveLength(2);
    expect(content.trimEnd()).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/u);
    expect(JSON.parse(content).text).toBe(text);
  });

  it('cuts what is too long', async () => {
    {
      await using log = await openLog({ dir });
      toHostLog(log.logger)({ plugin: 'ant', level: 'info', text: 'x'.repeat(100_000) });
    }
    expect(JSON.parse(read()).text).toHaveLength(8192);
  });

  it('counts bytes, not letters, and halves no letter', async () => {
    {
      await using log = await openLog({ dir });
      toHostLog(log.logger)({ plugin: 'ant', level: 'info', text: 'ä'.repeat(100_000) });
      toHostLog(log.logger)({ plugin: 'ant', level: 'info', text: `x${'😀'.repeat(5_000)}` });
    }
    const [letters, signs] = read()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text as string);
    expect(letters).toBe('ä'.repeat(4_096));
    expect(signs).toBe(`x${'😀'.repeat(2_047)}`);
  });

  it('keeps ten files, and none much above its size, however fast lines come', async () => {
    {
      await using log = await openLog({ dir, fileSize: '1m' });
      const text = 'x'.repeat(8000);
      for (let i = 0; i < 10_000; i++) {
        toHostLog(log.logger)({ plugin: 'ant', level: 'info', text });
        if (i % 100 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
    const sizes = readdirSync(dir).map((name) => statSync(join(dir, name)).size);
    expect(sizes).toHaveLength(10);
    expect(Math.max(...sizes)).toBeLessThan(4 * 1024 * 1024);
  });

  it('says how many lines it lost when the disk cannot follow', async () => {
    {
      await using log = await openLog({ dir });
      for (let i = 0; i < 1000; i++) toHostLog(log.logger)({ plugin: 'ant', level: 'info', text: 'x'.repeat(8000) });
      await expect.poll(read).toContain('lines were lost');
    }
    const lines = read().trim().split('\n');
    const { lines: lost } = JSON.parse(lines.at(-1) as string);
    expect(lost + lines.length - 1).toBe(1000);
  });
});
