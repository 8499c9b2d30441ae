/** Tells when something in a plugin's folder was changed by its author, once for changes that come together. */

import { type FSWatcher, watch } from 'node:fs';

/** An editor writes a file in several steps. */
const gatherMs = 25;
/** Made by tools, or none of the plugin's. */
const ignored = /^(?:dist|node_modules)(?:[\\/]|$)|(?:^|[\\/])\.|~$|\.new(?:-\d+)?$/;

export function watchFolder(
  folder: string,
  onChange: (path: string) => void,
  onError: (error: Error) => void,
): Disposable {
  let due: NodeJS.Timeout | undefined;
  let last = '';
  const watcher: FSWatcher = watch(folder, { recursive: true }, (_event, path) => {
    if (path === null || ignored.test(path)) return;
    last = path;
    clearTimeout(due);
    due = setTimeout(() => onChange(last.replaceAll('\\', '/')), gatherMs);
  });
  watcher.on('error', onError);
  return {
    [Symbol.dispose]() {
      clearTimeout(due);
      watcher.close();
    },
  };
}
