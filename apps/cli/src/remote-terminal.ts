/** A running terminal, reached over its API. */

import {
  type BarColumns,
  barColumnNames,
  CodedError,
  type ErrorJson,
  type JsonObject,
  type KeptProfile,
  type PluginInfo,
  type PluginQuery,
  type PluginSource,
  type PluginSummary,
  type SeriesReader,
  type ServerVitals,
  type SettingsChange,
  type SettingsView,
} from '@omnitrade/contracts';
import type {
  BacktestDocument,
  ChangeResult,
  CpuProfile,
  InstallByName,
  InstallOptions,
  InstallRequest,
  LockOptions,
  RemovalOptions,
} from '@omnitrade/host';
import { type AccessLink, createRemoteAccess } from './access-link.ts';
import { cliError } from './errors.ts';
import type {
  BacktestWish,
  IndicatorAnswer,
  PluginPast,
  SwitchAction,
  SwitchOptions,
  TerminalLink,
} from './terminal-link.ts';

export class RemoteTerminal implements TerminalLink {
  readonly access: AccessLink;
  readonly #url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
    this.access = createRemoteAccess((method, path, body) => this.#json(method, path, body));
  }

  async plugins(query: PluginQuery = {}): Promise<readonly PluginSummary[]> {
    const asked = new URLSearchParams(query as Record<string, string>);
    const path = asked.size > 0 ? `/api/plugins?${asked}` : '/api/plugins';
    const { plugins } = (await this.#json('GET', path)) as { plugins: PluginSummary[] };
    return plugins;
  }

  async plugin(id: string): Promise<PluginInfo> {
    return (await this.#json('GET', `/api/plugins/${encodeURIComponent(id)}`)) as PluginInfo;
  }

  async install(request: InstallRequest | InstallByName): Promise<ChangeResult> {
    const body = 'source' in request ? { ...request, source: toGiven(request.source) } : request;
    return (await this.#json('POST', '/api/plugins', withOffers(body))) as ChangeResult;
  }

  async lock(): Promise<string> {
    return ((await this.#json('GET', '/api/lock')) as { lock: string }).lock;
  }

  async installLock(lock: string, options: LockOptions): Promise<ChangeResult> {
    return (await this.#json('POST', '/api/lock', { ...withOffers(options), lock })) as ChangeResult;
  }

  async uninstall(id: string, options: RemovalOptions): Promise<ChangeResult> {
    return (await this.#json('DELETE', toPath(id, '', options))) as ChangeResult;
  }

  async update(id: string, request: Omit<InstallRequest, 'source'>): Promise<ChangeResult> {
    return (await this.#json('POST', toPath(id, '/update'), request)) as ChangeResult;
  }

  async rollback(id: string, to: string | undefined): Promise<ChangeResult> {
    return (await this.#json('POST', toPath(id, '/rollback'), to === undefined ? {} : { to })) as ChangeResult;
  }

  async pin(id: string, pinned: boolean): Promise<void> {
    await this.#json('POST', toPath(id, '/pin'), { pinned });
  }

  async past(id: string): Promise<PluginPast> {
    return (await this.#json('GET', toPath(id, '/past'))) as PluginPast;
  }

  async settings(id: string): Promise<SettingsView> {
    return (await this.#json('GET', toPath(id, '/settings'))) as SettingsView;
  }

  async setSettings(id: string, change: SettingsChange): Promise<SettingsView> {
    return (await this.#json('PUT', toPath(id, '/settings'), change)) as SettingsView;
  }

  async turn(id: string, action: SwitchAction, options: SwitchOptions): Promise<void> {
    await this.#json('POST', toPath(id, `/${action}`, options), {});
  }

  async record(id: string, seconds: number): Promise<Uint8Array> {
    const body = JSON.stringify({ seconds });
    const answer = await this.#fetch('POST', toPath(id, '/record'), body, 'application/json');
    return new Uint8Array(await answer.arrayBuffer());
  }

  async profile(id: string, seconds: number): Promise<CpuProfile> {
    return (await this.#json('POST', toPath(id, '/profile'), { seconds })) as CpuProfile;
  }

  async profilesOf(id: string): Promise<readonly KeptProfile[]> {
    return ((await this.#json('GET', toPath(id, '/profiles'))) as { profiles: KeptProfile[] }).profiles;
  }

  async vitals(): Promise<ServerVitals> {
    return (await this.#json('GET', '/api/vitals')) as ServerVitals;
  }

  async runIndicator(
    plugin: string,
    indicator: string,
    inputs: JsonObject,
    { columns, length }: SeriesReader,
  ): Promise<IndicatorAnswer> {
    const { frameType, fromFrames, toFrames } = await import('@omnitrade/terminal/client');
    const bars = barColumnNames.map((name) => columns[name].subarray(0, length));
    const body = toFrames({ header: { plugin, indicator, inputs }, length, columns: bars });
    const answer = await this.#fetch('POST', '/api/indicator-run', new Uint8Array(body), frameType);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    const { header, columns: values } = fromFrames(bytes, ({ keys }) => (keys as string[]).length);
    const keys = header.keys as string[];
    return {
      inputs: header.inputs as JsonObject,
      outputs: Object.fromEntries(keys.map((key, c) => [key, values[c] as Float64Array])),
    };
  }

  async backtest(plugin: string, strategy: string, wish: BacktestWish, bars: BarColumns): Promise<BacktestDocument> {
    const { frameType, toFrames } = await import('@omnitrade/terminal/client');
    const columns = barColumnNames.map((name) => bars[name]);
    const body = toFrames({ header: { plugin, strategy, ...wish }, length: bars.length, columns });
    const answer = await this.#fetch('POST', '/api/backtest', new Uint8Array(body), frameType);
    return (await answer.json()) as BacktestDocument;
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
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw cliError('no-answer', { url: this.#url, why: cause instanceof Error ? cause.message : String(cause) });
    }
    if (answer.ok) return answer;
    const { error } = (await answer.json().catch(() => ({}))) as { error?: ErrorJson };
    if (error) throw new CodedError(error.code, error.message, error.data);
    throw cliError('no-answer', { url: this.#url, why: `HTTP ${answer.status}` });
  }
}

/** Whether a plugin ships with the terminal is not for a command to say. */
const toGiven = (source: PluginSource) => ({
  ...{ kind: source.kind, path: source.path },
  ...(source.kind === 'directory' && source.copy && { copy: true }),
});

const withOffers = <R extends Pick<InstallOptions, 'offers'>>({ offers, ...request }: R) => ({
  ...request,
  ...(offers && { offers: offers.map(toGiven) }),
});

function toPath(id: string, action: string, flags: RemovalOptions & SwitchOptions = {}): string {
  const query = Object.entries(flags).flatMap(([name, on]) => (on ? [`${name}=true`] : []));
  return `/api/plugins/${encodeURIComponent(id)}${action}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}
