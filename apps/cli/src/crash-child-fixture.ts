/** A process that changes a home until it is killed: says what it finds, then what it begins and what is done, a line each. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PluginId } from '@omnitrade/contracts';
import { createHost } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { openHome } from '@omnitrade/store';

export type Act =
  /** With it what it needs, from the other folders. */
  | { readonly act: 'install'; readonly plugin: string; readonly version: string; readonly with?: readonly string[] }
  | { readonly act: 'enable' | 'disable' | 'rollback' | 'uninstall'; readonly plugin: string }
  | { readonly act: 'store' | 'set'; readonly plugin: string; readonly value: number };

/** What a home holds, as far as the test knows how it must look. */
export interface Found {
  readonly plugins: Readonly<Record<string, Held>>;
  readonly openChanges: number;
  /** Packages in the code store that nothing refers to, and drafts. */
  readonly orphans: readonly string[];
  /** Code that is referred to, but cannot be read. */
  readonly unreadable: readonly string[];
}
export interface Held {
  readonly version: string;
  readonly wanted: string;
  readonly data: number | null;
  /** The one setting, where the user set it. */
  readonly size: number | null;
  /** Newest first. */
  readonly kept: readonly string[];
}

export interface CrashOrder {
  readonly home: string;
  /** Holds `<plugin>-<version>` folders. */
  readonly folder: string;
  readonly acts: readonly Act[];
  /** Ends itself before this step of a change; `<plugin> <step>` for one of several. */
  readonly dieAt?: string;
}

/** Carries out the order that comes on standard input: everything is imported by then, so that it begins at once. */
export async function runNextOrder(): Promise<void> {
  let text = '';
  for await (const chunk of process.stdin) text += chunk;
  if (text !== '') await runOrder(JSON.parse(text) as CrashOrder);
}

const say = (word: string, value: unknown) => process.stdout.write(`${word} ${JSON.stringify(value)}\n`);

export async function runOrder({ home: dir, folder, acts, dieAt }: CrashOrder): Promise<void> {
  await using home = await openHome({ dir, waitMs: 5_000 });
  await using host = createHost({
    store: home.plugins,
    workspace: home.workspace,
    data: home.data,
    code: home.code,
    changes: home.changes,
    settings: home.settings,
    guest: readGuestModules(),
    healthMs: 0,
    onStep: (plugin, step) => {
      if (step === dieAt || `${plugin} ${step}` === dieAt) process.kill(process.pid, 'SIGKILL');
    },
  });
  await host.open();
  say('found', await look());
  for (const act of acts) {
    say('begun', act);
    const refused = await perform(act).then(
      () => false,
      (error) => {
        if (!/^(?:registry|store|settings)\./.test(error.code)) throw error;
        return error.code as string;
      },
    );
    say('done', { act, refused });
  }

  function toSource(name: string) {
    return { kind: 'directory', path: join(folder, name), copy: true } as const;
  }

  async function perform(act: Act): Promise<unknown> {
    const { plugin } = act;
    switch (act.act) {
      case 'install':
        return host.install({
          source: toSource(`${plugin}-${act.version}`),
          ...(act.with && { offers: act.with.map(toSource) }),
          grants: [],
          grantLowRisk: true,
          consent: true,
        });
      case 'store':
        host.plugin(plugin);
        return home.data.storage.commit(plugin as PluginId, {
          expects: [],
          puts: [{ key: 'value', value: act.value }],
          removes: [],
          quotaBytes: 1e6,
        });
      case 'set':
        return host.settings.set(plugin, { scope: 'user', values: { size: act.value } });
      default:
        return host[act.act](plugin);
    }
  }

  async function look(): Promise<Found> {
    const records = await home.plugins.list();
    const kept = await home.changes.kept();
    const digests = [...records, ...kept.map(({ record }) => record)].map(({ digest }) => digest as string);
    const unreadable: string[] = [];
    for (const digest of new Set(digests)) await home.code.read(digest).catch(() => unreadable.push(digest));
    const list = (name: string) => {
      try {
        return readdirSync(join(dir, 'store', name));
      } catch {
        return [];
      }
    };
    const plugins: Record<string, Held> = {};
    for (const { id, version, wanted, settings } of records) {
      const value = await home.data.storage.read(id, 'value');
      const versions = kept.filter(({ record }) => record.id === id).map(({ record }) => record.version);
      const data = (value?.value ?? null) as number | null;
      plugins[id] = { version, wanted, data, size: (settings.size ?? null) as number | null, kept: versions };
    }
    return {
      plugins,
      openChanges: (await home.changes.open()).length,
      orphans: [...list('sha256').filter((digest) => !digests.includes(digest)), ...list('drafts')],
      unreadable,
    };
  }
}
