/** Carries calls from one plugin to a function another one offers: checked on the way in, limited while open, checked on the way out. */

import {
  CodedError,
  exportLimits,
  exportTarget,
  findNearest,
  type Json,
  type OfferedExport,
  type PluginId,
  toErrorJson,
} from '@omnitrade/contracts';
import { findRisk, type Risk, risks } from '@omnitrade/permissions';
import type { CallerView } from '../capabilities/capability.ts';
import { admit, assertStill } from '../grants/admit.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { checkColumns, checkObject } from './check-values.ts';
import { exportsError } from './errors.ts';

export interface ExportRequest {
  readonly plugin: string;
  readonly name: string;
  readonly params: Json;
  /** Columns as text. */
  readonly columns: Json;
  readonly timeoutMs?: number;
}

export class ExportBroker {
  readonly #find: (id: PluginId) => InstalledPlugin | undefined;
  /** Open calls by caller and called. */
  readonly #open = new Map<string, number>();

  constructor(find: (id: PluginId) => InstalledPlugin | undefined) {
    this.#find = find;
  }

  /** Throws `permission.denied` and `exports.*`. */
  async call(caller: CallerView, request: ExportRequest): Promise<Json> {
    const { plugin, name } = request;
    const called = this.#find(plugin as PluginId);
    const permission = `plugins:${plugin}`;
    const need = {
      ...{ permission, call: 'plugins.call', target: { method: name }, about: `${plugin}.${name}` },
      ...(called && { risk: riskOf(called) }),
    };
    const { version } = caller.grants;
    await admit(caller, need);
    if (!called) throw exportsError('not-running', { plugin, state: 'missing', text: 'it is not installed.' });
    const offered = findOffered(called, name);
    const args = checkArguments(plugin, offered, request, caller);
    using _ = this.#take(caller.plugin, plugin);
    const limitMs = Math.min(Math.max(1, request.timeoutMs ?? exportLimits.defaultMs), exportLimits.longestMs);
    mixKnowledge(caller, called);
    const answer = await callWithin(called, offered, args, limitMs);
    assertStill(caller, need, version);
    mixKnowledge(caller, called);
    return checkAnswer(plugin, offered, answer);
  }

  #take(caller: string, plugin: string): Disposable {
    const key = `${caller} ${plugin}`;
    const open = this.#open.get(key) ?? 0;
    if (open >= exportLimits.open) throw exportsError('busy', { plugin, caller, limit: exportLimits.open });
    this.#open.set(key, open + 1);
    return {
      [Symbol.dispose]: () => {
        const left = (this.#open.get(key) ?? 1) - 1;
        if (left > 0) this.#open.set(key, left);
        else this.#open.delete(key);
      },
    };
  }
}

/** Calling it is as grave as the gravest it may do itself. */
function riskOf({ powers }: InstalledPlugin): Risk {
  const held = powers.grants.all.map(({ permission }) => risks.indexOf(findRisk(permission)));
  return risks[Math.max(0, ...held)] ?? 'none';
}

/** What has been read of accounts goes along with a call and its answer, so the rule about where it may be sent does too. */
function mixKnowledge({ grants }: CallerView, { powers }: InstalledPlugin): void {
  if (powers.grants.flow.accountsReadAt !== null) grants.noteAccountsRead();
  if (grants.flow.accountsReadAt !== null) powers.grants.noteAccountsRead();
}

function findOffered({ id: plugin, record }: InstalledPlugin, name: string): OfferedExport {
  const all = record.code?.exports ?? [];
  const offered = all.find(({ id }) => id === name);
  if (offered) return offered;
  const nearest = findNearest(
    name.slice(0, 64),
    all.map(({ id }) => id),
  );
  throw exportsError('unknown', { plugin, function: name.slice(0, 64), ...(nearest && { nearest }) });
}

function checkArguments(
  plugin: string,
  offered: OfferedExport,
  { params, columns }: ExportRequest,
  caller: CallerView,
): Json[] {
  const bad = (why: string) => exportsError('bad-call', { plugin, function: offered.id, why });
  const object = checkObject(offered.params, params);
  if (!object.ok) throw bad(object.why);
  const texts = checkColumns(offered.columns, columns);
  if (!texts.ok) throw bad(texts.why);
  return [object.value, texts.value, { plugin: caller.plugin, version: caller.version }];
}

function checkAnswer(plugin: string, offered: OfferedExport, answer: Json): Json {
  const bad = (why: string) => exportsError('bad-answer', { plugin, function: offered.id, why });
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) throw bad('it is no answer at all');
  const { value = null, columns = null } = answer as Readonly<Record<string, Json>>;
  const object = checkObject(offered.returns, value);
  if (!object.ok) throw bad(object.why);
  const texts = checkColumns(offered.returnsColumns, columns);
  if (!texts.ok) throw bad(texts.why);
  return { value: object.value, columns: texts.value };
}

/** Starts the plugin if it does not run, and waits for its answer; starting is part of the time. */
async function callWithin(
  called: InstalledPlugin,
  offered: OfferedExport,
  args: Json[],
  limitMs: number,
): Promise<Json> {
  const { id: plugin } = called;
  const about = { plugin, function: offered.id };
  const running = Promise.withResolvers<PluginSession>();
  const begun = performance.now();
  const late = setTimeout(() => running.reject(exportsError('timeout', { ...about, limitMs })), limitMs);
  using _ = called.use({
    onActive: (session) => running.resolve(session),
    onGone: ({ message }) =>
      running.reject(exportsError('not-running', { plugin, state: called.state, text: message })),
  });
  try {
    const session = await running.promise;
    const leftMs = Math.max(1, limitMs - (performance.now() - begun));
    return (await session.call(exportTarget, offered.id, args, leftMs)).value;
  } catch (error) {
    throw toCallerError(error, about, limitMs);
  } finally {
    clearTimeout(late);
  }
}

/** A caller hears what became of its call, in words that hold for any plugin; how the other one ended is its own story. */
function toCallerError(error: unknown, about: { plugin: string; function: string }, limitMs: number): CodedError {
  const { code, message, data } = toErrorJson(error);
  if (code.startsWith('exports.')) return new CodedError(code, message, data);
  if (code === 'plugin.call-timeout') return exportsError('timeout', { ...about, limitMs });
  if (code === 'plugin.call-failed') return exportsError('failed', { ...about, text: message });
  return exportsError('stopped', { ...about, text: message });
}
