/** Where the plugin under test lies: its folder, or files a test has written down. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A folder, or the files of one by path: `{ 'plugin.json': '…', 'index.js': '…' }`. */
export type TestPlugin = string | URL | Readonly<Record<string, string | object>>;

export interface PluginFolder extends Disposable {
  readonly path: string;
}

export function openPluginFolder(plugin: TestPlugin): PluginFolder {
  if (plugin instanceof URL) return { path: fileURLToPath(plugin), [Symbol.dispose]: () => {} };
  if (typeof plugin === 'string') return { path: resolve(plugin), [Symbol.dispose]: () => {} };
  const path = mkdtempSync(join(tmpdir(), 'omnitrade-test-'));
  for (const [file, content] of Object.entries(plugin)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
