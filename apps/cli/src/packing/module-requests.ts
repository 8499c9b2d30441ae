/**
 * What a module imports, as V8 reads it: sources are parsed in a thread that has V8's module API, and never run.
 * No other parser has to agree with the one that will load the plugin.
 */

import { Worker } from 'node:worker_threads';

/** The specifiers of a module's imports, or why it is no module. */
export type ParsedModule =
  | { readonly ok: true; readonly requests: readonly string[] }
  | { readonly ok: false; readonly why: string };

export interface ModuleParser extends AsyncDisposable {
  parse(sources: readonly string[]): Promise<readonly ParsedModule[]>;
}

const thread = `
const { parentPort } = require('node:worker_threads');
const { SourceTextModule } = require('node:vm');
function parse(source) {
  try {
    return { ok: true, requests: new SourceTextModule(source).moduleRequests.map(({ specifier }) => specifier) };
  } catch (error) {
    return { ok: false, why: String(error) };
  }
}
parentPort.on('message', (sources) => parentPort.postMessage(sources.map(parse)));
`;

/** One question at a time. */
export function openModuleParser(): ModuleParser {
  const worker = new Worker(thread, { eval: true, execArgv: ['--experimental-vm-modules', '--no-warnings'], env: {} });
  return {
    parse: (sources) =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (parsed: readonly ParsedModule[]) => {
          worker.off('error', reject);
          resolve(parsed);
        });
        worker.postMessage(sources);
      }),
    [Symbol.asyncDispose]: async () => void (await worker.terminate()),
  };
}
