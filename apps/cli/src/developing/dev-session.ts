/** One plugin under development: built and installed anew after each change, the last good form running meanwhile. */

import { toErrorJson } from '@omnitrade/contracts';
import type { ChangeResult, InstallRequest } from '@omnitrade/host';
import { compileFolder } from '../building/compile-folder.ts';
import { writeBuild } from '../building/write-build.ts';
import type { RemoteTerminal } from '../remote-terminal.ts';

export type DevNews =
  | {
      readonly news: 'loaded';
      readonly plugin: string;
      readonly buildMs: number;
      readonly loadMs: number;
      readonly result: ChangeResult;
    }
  /** Nothing was changed in the terminal. */
  | { readonly news: 'refused'; readonly code: string; readonly message: string };

export interface DevSessionOptions {
  readonly folder: string;
  readonly terminal: RemoteTerminal;
  readonly consent: Pick<InstallRequest, 'grants' | 'limits'>;
  readonly onNews: (news: DevNews) => void;
}

export class DevSession {
  readonly #options: DevSessionOptions;
  /** Changes that came while one was carried out make one more turn, however many they were. */
  #again = false;
  #work: Promise<void> | undefined;

  constructor(options: DevSessionOptions) {
    this.#options = options;
  }

  /** Resolves when the terminal has what lies in the folder now, or has refused it. */
  reload(): Promise<void> {
    this.#again = true;
    this.#work ??= this.#run().finally(() => {
      this.#work = undefined;
    });
    return this.#work;
  }

  async #run(): Promise<void> {
    while (this.#again) {
      this.#again = false;
      this.#options.onNews(await this.#load());
    }
  }

  async #load(): Promise<DevNews> {
    const { folder, terminal, consent } = this.#options;
    const begun = performance.now();
    try {
      const compiled = await compileFolder(folder, { bundled: 'always' });
      const { dir: path } = await writeBuild(folder, compiled);
      const built = performance.now();
      const source = { kind: 'directory', path } as const;
      const result = await terminal.install({ source, ...consent, grantLowRisk: true, consent: true });
      const done = performance.now();
      const plugin = compiled.manifest.name;
      return { news: 'loaded', plugin, buildMs: built - begun, loadMs: done - built, result };
    } catch (error) {
      const { code, message } = toErrorJson(error);
      return { news: 'refused', code, message };
    }
  }
}
