/** CPU profiles kept beside the logs: few of each plugin, few in all, none large. */

import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeptProfile, ProfileStore } from '@omnitrade/contracts';
import { storeError } from './errors.ts';

const perPlugin = 3;
const inAll = 30;
const maxBytes = 4 * 1024 * 1024;

/** Ids of plugins are letters, digits and hyphens, so that they can stand in a file's name. */
const named = /^([a-z0-9-]+)\.(\d{1,16})\.cpuprofile$/;

interface Found extends KeptProfile {
  readonly plugin: string;
}

/** `dir` is made when the first one is kept. */
export function createProfileFiles(dir: string): ProfileStore {
  async function list(): Promise<Found[]> {
    const names = await readdir(dir).catch(() => [] as string[]);
    const found = names.map(async (name) => {
      const [, plugin = '', time = ''] = named.exec(name) ?? [];
      const bytes =
        plugin === ''
          ? undefined
          : await stat(join(dir, name)).then(
              (file) => file.size,
              () => undefined,
            );
      return bytes === undefined ? [] : [{ plugin, time: Number(time), bytes, file: join(dir, name) }];
    });
    return (await Promise.all(found)).flat().sort((a, b) => b.time - a.time);
  }

  async function tidy(): Promise<void> {
    const counts = new Map<string, number>();
    for (const [n, { plugin, file }] of (await list()).entries()) {
      const count = (counts.get(plugin) ?? 0) + 1;
      counts.set(plugin, count);
      if (count > perPlugin || n >= inAll) await rm(file, { force: true });
    }
  }

  return {
    async keep(plugin, time, text) {
      const bytes = Buffer.byteLength(text);
      const name = `${plugin}.${Math.floor(time)}.cpuprofile`;
      if (bytes > maxBytes || !named.test(name))
        throw storeError('profile-not-kept', { plugin: plugin.slice(0, 64), bytes, limit: maxBytes });
      await mkdir(dir, { recursive: true, mode: 0o700 });
      const file = join(dir, name);
      await writeFile(`${file}.new`, text, { mode: 0o600 });
      await rename(`${file}.new`, file);
      await tidy();
      return { file, time: Math.floor(time), bytes };
    },
    list: async (plugin) =>
      (await list()).filter((one) => one.plugin === plugin).map(({ file, time, bytes }) => ({ file, time, bytes })),
  };
}
