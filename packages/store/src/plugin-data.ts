/** What plugins keep and what is kept about them, in the home: storage, secrets, budgets, audit. */

import { join } from 'node:path';
import type { AuditStore, BudgetStore, PluginData, PluginId, SecretStore, StorageStore } from '@omnitrade/contracts';
import { createAuditArchive } from './audit-archive.ts';
import { openSecretKey, type SecretKey } from './secret-key.ts';
import type { StoreThread } from './thread.ts';

export function createPluginData(thread: StoreThread, dir: string, passphrase: string | undefined): PluginData {
  return {
    storage: createStorage(thread),
    secrets: createSecrets(thread, dir, passphrase),
    budgets: createBudgets(thread),
    audit: createAudit(thread),
    auditArchive: createAuditArchive(join(dir, 'audit')),
  };
}

function createStorage(thread: StoreThread): StorageStore {
  return {
    async read(plugin, key) {
      const row = await thread.call('storage.read', { plugin, key });
      return row && { value: JSON.parse(row.value), rev: row.rev };
    },
    keys: (plugin, range) => thread.call('storage.keys', { plugin, ...range }),
    commit: (plugin, { expects, puts, removes, version, quotaBytes }) => {
      const texts = puts.map(({ key, value }) => ({ key, value: JSON.stringify(value) }));
      return thread.call('storage.commit', { plugin, expects, puts: texts, removes, version, quotaBytes });
    },
    status: (plugin) => thread.call('storage.status', { plugin }),
  };
}

/** The key is read when it is first needed: a home without secrets has no key file. */
function createSecrets(thread: StoreThread, dir: string, passphrase: string | undefined): SecretStore {
  let opening: Promise<SecretKey> | undefined;
  const open = () => {
    opening ??= openSecretKey(dir, passphrase).catch((error) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };
  return {
    protection: passphrase === undefined ? 'key-file' : 'passphrase',
    names: (plugin) => thread.call('secrets.names', { plugin }),
    async put(plugin, name, value) {
      const sealed = (await open()).seal(plugin, name, value);
      await thread.call('secrets.put', { plugin, name, sealed, setAt: Date.now() });
    },
    remove: (plugin, name) => thread.call('secrets.remove', { plugin, name }),
    async open(plugin, name) {
      const sealed = await thread.call('secrets.read', { plugin, name });
      return sealed === undefined ? undefined : (await open()).unseal(plugin, name, sealed);
    },
  };
}

function createBudgets(thread: StoreThread): BudgetStore {
  return {
    list: async () => (await thread.call('budgets.list')).map((row) => ({ ...row, plugin: row.plugin as PluginId })),
    put: (rows) => thread.call('budgets.put', { rows: rows.map((row) => ({ ...row })) }),
  };
}

function createAudit(thread: StoreThread): AuditStore {
  return {
    append: (note) => thread.call('audit.append', note),
    count: (counts) => thread.call('audit.count', { counts }),
    read: (query) => thread.call('audit.read', query),
    counts: (query) => thread.call('audit.counts', query),
    uses: (plugin) => thread.call('audit.uses', { plugin }),
    verify: () => thread.call('audit.verify'),
    ends: () => thread.call('audit.ends'),
    prune: (before) => thread.call('audit.prune', { before }),
    drop: (upTo) => thread.call('audit.drop', { upTo }),
  };
}
