import type { AuditArchive, PluginData } from '@omnitrade/contracts';
import { dayMs } from '@omnitrade/permissions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { blankView } from '../capabilities/terminal-view.ts';
import { createMemoryData } from '../memory-data.ts';
import { PluginAccess } from './plugin-access.ts';

const start = Date.UTC(2026, 0, 5);
let now = start;
let data: PluginData;
let written: Map<string, readonly string[]>;
let archive: AuditArchive['write'];
let said: string[];
let access: PluginAccess;

beforeEach(() => {
  now = start;
  written = new Map();
  archive = async (name, lines) => void written.set(name, lines);
  data = { ...createMemoryData(), auditArchive: { write: (name, lines) => archive(name, lines) } };
  said = [];
  access = new PluginAccess({
    ...{ data, now: () => now, terminal: blankView, auditRows: 20, emit: () => {}, onEnded: () => {} },
    log: ({ text }) => void said.push(text),
  });
});
afterEach(() => access[Symbol.asyncDispose]());

const note = (i: number) =>
  access.audit.note({ plugin: 'ant', version: '1.0.0', permission: 'secrets', call: `call ${i}` }, 'allowed');
async function fill(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await note(i);
}

describe('the audit of a home', () => {
  it('keeps 90 days', async () => {
    await fill(3);
    now = start + 60 * dayMs;
    await fill(2);
    now = start + 91 * dayMs;
    await access.keepHouse();
    expect(await data.audit.verify()).toMatchObject({ ok: true, entries: 2, after: { seq: 3 } });
    expect(written.size).toBe(0);
  });

  it('that is too long moves its beginning into a file, and the chain goes on from there', async () => {
    await fill(25);
    const { hash } = (await data.audit.read({ after: 6, limit: 1 }))[0] ?? { hash: '' };
    await access.keepHouse();
    const [[name, lines] = ['', []]] = [...written];
    expect(name).toBe('audit-1-7');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { audit: 1, after: { seq: 0 } },
      ...[1, 2, 3, 4, 5, 6, 7].map((seq) => ({ seq })),
    ]);
    expect(await data.audit.verify()).toMatchObject({ ok: true, entries: 18, after: { seq: 7, hash } });
    await access.keepHouse();
    expect(written.size).toBe(1);
  });

  it('drops nothing that could not be written elsewhere', async () => {
    await fill(25);
    archive = () => Promise.reject(new Error('disk full'));
    await access.keepHouse();
    expect(await data.audit.verify()).toMatchObject({ ok: true, entries: 25 });
    expect(said).toEqual(['The audit could not be kept in order: disk full']);
  });
});
