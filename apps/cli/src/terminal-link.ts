/** What commands work on: a running terminal of the home if there is one, else the home itself. */

import type { ErrorJson, JsonObject, PluginInfo, PluginSummary, SeriesReader } from '@omnitrade/contracts';
import { CodedError } from '@omnitrade/contracts';
import type { ChangeResult, InstallRequest } from '@omnitrade/host';
import { openHome, readSession, resolveHomeDir, type Session } from '@omnitrade/store';
import { frameType, fromFrames, toFrames } from '@omnitrade/terminal';
import type { CommonOptions } from './common-options.ts';
import { cliError } from './errors.ts';
import { seedFirstParty } from './first-party.ts';
import { openLocalHost } from './local-host.ts';

export interface TerminalLink extends AsyncDisposable {
  plugins(): Promise<PluginSummary[]>;
  plugin(id: string): Promise<PluginInfo>;
  install(request: InstallRequest): Promise<ChangeResult>;
  uninstall(id: string): Promise<ChangeResult>;
  turn(id: string, action: 'enable' | 'disable' | 'retry'): Promise<void>;
  runIndicator(plugin: string, indicator: string, inputs: JsonObject, series: SeriesReader): Promise<IndicatorAnswer>;
}

export interface IndicatorAnswer {
  readonly inputs: JsonObject;
  readonly outputs: Readonly<Record<string, Float64Array>>;
}

export async function openTerminal({ home }: CommonOptions): Promise<TerminalLink> {
  const dir = resolveHomeDir(home);
  const session = await readSession(dir);
  if (session?.url && session.token && (await isAlive(session))) return new RemoteTerminal(session.url, session.token);
  return openLocal(dir);
}

async function isAlive({ url, pid }: Session): Promise<boolean> {
  try {
    process.kill(pid, 0);
    const answer = await fetch(`${url}/api/health`, { signal: AbortSignal.timeout(5_000) });
    return answer.ok;
  } catch {
    return false;
  }
}

async function openLocal(dir: string): Promise<TerminalLink> {
  const home = await openHome({ dir });
  const host = openLocalHost(home);
  const close = async () => {
    await host[Symbol.asyncDispose]();
    await home.close();
  };
  try {
    await host.open();
    await seedFirstParty(host, (plugin, error) => process.stderr.write(`${plugin}: ${(error as Error).message}\n`));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    plugins: async () => host.plugins(),
    plugin: async (id) => host.plugin(id),
    install: (request) => host.install(request),
    uninstall: (id) => host.uninstall(id),
    turn: (id, action) => host[action](id),
    runIndicator: (plugin, indicator, inputs, series) =>
      host.runIndicator({ plugin: plugin as never, indicator, inputs, series }),
    [Symbol.asyncDispose]: close,
  };
}

class RemoteTerminal implements TerminalLink {
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  async plugins(): Promise<PluginSummary[]> {
    const { plugins } = (await this.#json('GET', '/api/plugins')) as { plugins: PluginSummary[] };
    return plugins;
  }

  async plugin(id: string): Promise<PluginInfo> {
    return (await this.#json('GET', `/api/plugins/${encodeURIComponent(id)}`)) as PluginInfo;
  }

  async install({ source, ...request }: InstallRequest): Promise<ChangeResult> {
    // Whether a plugin ships with the terminal is not for a command to say.
    const { kind, path } = source;
    return (await this.#json('POST', '/api/plugins', { ...request, source: { kind, path } })) as ChangeResult;
  }

  async uninstall(id: string): Promise<ChangeResult> {
    return (await this.#json('DELETE', `/api/plugins/${encodeURIComponent(id)}`)) as ChangeResult;
  }

  async turn(id: string, action: 'enable' | 'disable' | 'retry'): Promise<void> {
    await this.#json('POST', `/api/plugins/${encodeURIComponent(id)}/${action}`, {});
  }

  async runIndicator(
    plugin: string,
    indicator: string,
    inputs: JsonObject,
    series: SeriesReader,
  ): Promise<IndicatorAnswer> {
    const { columns, length } = series;
    const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;
    const cut = names.map((name) => columns[name].subarray(0, length));
    const body = toFrames({ header: { plugin, indicator, inputs }, length, columns: cut });
    const answer = await this.#fetch('POST', '/api/indicator-run', new Uint8Array(body), frameType);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { header, columns: values } = fromFrames(bytes, ({ keys }) => (keys as string[]).length);
    const keys = header.keys as string[];
    return {
      inputs: header.inputs as JsonObject,
      outputs: Object.fromEntries(keys.map((key, c) => [key, values[c] as Float64Array])),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #json(method: string, path: string, body?: unknown): Promise<unknown> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    return (await this.#fetch(method, path, text, 'application/json')).json();
  }

  async #fetch(
    method: string,
    path: string,
    body: string | Uint8Array<ArrayBuffer> | undefined,
    type: string,
  ): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, ...(body !== undefined && { 'content-type': type }) };
    let answer: Response;
    try {
      answer = await fetch(`${this.#url}${path}`, { method, headers, ...(body !== undefined && { body }) });
    } catch (error) {
      throw cliError('no-answer', { url: this.#url, why: error instanceof Error ? error.message : String(error) });
    }
    if (answer.ok) return answer;
    const { error } = (await answer.json().catch(() => ({}))) as { error?: ErrorJson };
    if (error) throw new CodedError(error.code, error.message, error.data);
    throw cliError('no-answer', { url: this.#url, why: `HTTP ${answer.status}` });
  }
}
