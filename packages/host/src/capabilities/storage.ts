/** `storage`: a plugin's own key-value data. Reads carry a revision, writes come as one transaction that is whole or not at all. */

import type { Json, StorageCommit } from '@omnitrade/contracts';
import { resolveResources } from '@omnitrade/manifest';
import { storageError } from '../errors.ts';
import type { CallerView, Capability } from './capability.ts';

const maxKeyChars = 256;
const maxChanges = 1000;
const maxKeys = 1000;
const mb = 1_048_576;

export const storage: Capability = {
  permission: 'storage',
  methods: {
    async read(caller, [key]) {
      const found = await caller.storage.read(caller.plugin, toKey(caller, key));
      return found ? { value: found.value, rev: found.rev } : null;
    },
    async keys(caller, [given]) {
      const { prefix = '', after = '', limit = maxKeys } = toObject(caller, given);
      if (typeof prefix !== 'string' || typeof after !== 'string' || !Number.isSafeInteger(limit))
        throw bad(caller, 'a range has a prefix, an "after" and a limit');
      const most = Math.min(Math.max(1, limit as number), maxKeys);
      return caller.storage.keys(caller.plugin, { prefix, after, limit: most });
    },
    async commit(caller, [given]) {
      const commit = toCommit(caller, toObject(caller, given));
      const result = await caller.storage.commit(caller.plugin, commit);
      if (result.ok) return { bytes: result.bytes };
      const { plugin } = caller;
      if (result.why === 'conflict') throw storageError('conflict', { plugin, key: result.key });
      throw storageError('full', { plugin, bytes: result.bytes, quotaBytes: commit.quotaBytes });
    },
    async status(caller) {
      return { ...(await caller.storage.status(caller.plugin)), quotaBytes: toQuota(caller) };
    },
  },
};

/** The least of what the manifest asks for, this terminal allows, and the user allows. */
function toQuota({ package: { manifest }, grants }: CallerView): number {
  const resolved = resolveResources(manifest.resources);
  const { storageMb } = resolved.ok ? resolved.resources : resolved.offered;
  const limits = [...grants.declared.filter(({ id }) => id === 'storage'), ...grants.all.filter(isStorage)];
  const most = limits.map(({ limits: { mb: limit } }) => limit).filter((limit) => typeof limit === 'number');
  return Math.min(storageMb, ...most) * mb;
}

const isStorage = ({ permission }: { readonly permission: string }) => permission === 'storage';

function toCommit(caller: CallerView, given: Readonly<Record<string, Json>>): StorageCommit {
  const { expects = [], puts = [], removes = [], version } = given;
  if (!Array.isArray(expects) || !Array.isArray(puts) || !Array.isArray(removes))
    throw bad(caller, 'a transaction has lists of what it expects, puts and removes');
  if (expects.length + puts.length + removes.length > maxChanges)
    throw bad(caller, `a transaction touches at most ${maxChanges} keys`);
  if (version !== undefined && !(Number.isSafeInteger(version) && (version as number) > 0))
    throw bad(caller, 'the version of its data is a whole number above 0');
  return {
    expects: expects.map((one: Json) => {
      const { key, rev } = toObject(caller, one);
      if (!Number.isSafeInteger(rev)) throw bad(caller, 'a revision is a whole number');
      return { key: toKey(caller, key), rev: rev as number };
    }),
    puts: puts.map((one: Json) => {
      const { key, value } = toObject(caller, one);
      if (value === undefined) throw bad(caller, 'a value is anything JSON can hold');
      return { key: toKey(caller, key), value };
    }),
    removes: removes.map((key: Json) => toKey(caller, key)),
    ...(version !== undefined && { version: version as number }),
    quotaBytes: toQuota(caller),
  };
}

function toKey(caller: CallerView, key: Json | undefined): string {
  if (typeof key === 'string' && key.length > 0 && key.length <= maxKeyChars && key.isWellFormed()) return key;
  throw bad(caller, `a key is text of 1 to ${maxKeyChars} characters`);
}

function toObject(caller: CallerView, value: Json | undefined): Readonly<Record<string, Json>> {
  if (value === undefined) return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>;
  throw bad(caller, 'an object was expected');
}

const bad = ({ plugin }: CallerView, why: string) => storageError('bad-call', { plugin, why });
