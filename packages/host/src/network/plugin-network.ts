/** The network of one running plugin: its open answers, and the way of a request from the URL to the first byte back. */

import type { IncomingMessage } from 'node:http';
import type { Json } from '@omnitrade/contracts';
import type { CallerView } from '../capabilities/capability.ts';
import { admit } from '../grants/admit.ts';
import { AnswerBody } from './answer-body.ts';
import { networkError } from './errors.ts';
import { exchange } from './exchange.ts';
import { EchoWatch, insertSecrets } from './insert-secrets.ts';
import { toHeaders, toMethod } from './message-rules.ts';
import type { NetworkPolicy } from './policy.ts';
import { resolveHost } from './resolve-host.ts';
import { type NetworkTarget, parseTarget, toAbout } from './target.ts';

interface Open {
  readonly permission: string;
  readonly abort: AbortController;
  body?: AnswerBody;
  /** Why it was ended from here. */
  fault?: Error;
}

interface Plan {
  readonly method: string;
  readonly headers: Map<string, string>;
  readonly body: Buffer | undefined;
  readonly redirect: 'follow' | 'error' | 'manual';
  readonly secrets: Json | undefined;
}

const call = 'network.fetch';
/** Headers of an answer that say something about this terminal's connection or keep state; the plugin gets neither. */
const keptBack = new Set([
  'set-cookie',
  'set-cookie2',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
  'alt-svc',
]);
const redirects = [301, 302, 303, 307, 308];

export class PluginNetwork implements Disposable {
  readonly #policy: NetworkPolicy;
  readonly #open = new Map<number, Open>();
  readonly #heed: Disposable;
  /** Bodies on their way from the plugin, by its own number. */
  readonly #uploads = new Map<number, Buffer[]>();
  /** Requests that can be given up before they are answered, by the plugin's own number. */
  readonly #tokens = new Map<number, number>();
  #next = 1;

  constructor(caller: CallerView, policy: NetworkPolicy) {
    this.#policy = policy;
    // What is under way when its grant goes is ended, not only what comes after.
    this.#heed = caller.grants.listen(() => {
      for (const open of this.#open.values()) {
        const decision = caller.grants.decide(open.permission);
        if (!decision.allow && decision.deny !== 'limit') this.#cut(open, caller);
      }
    });
  }

  /** Asks for a URL; the answer's body waits under `id`. */
  async fetch(caller: CallerView, given: Readonly<Record<string, Json>>): Promise<Json> {
    const { plugin } = caller;
    const { limits } = this.#policy;
    const target = parseTarget(plugin, given.url);
    const plan = this.#toPlan(caller, given);
    if (this.#open.size >= limits.open) throw networkError('too-many', { plugin, limit: limits.open });
    const id = this.#next++;
    const open: Open = { permission: target.permission, abort: new AbortController() };
    this.#open.set(id, open);
    const { token } = given;
    if (typeof token === 'number') this.#tokens.set(token, id);
    try {
      return { id, ...(await this.#follow(caller, open, target, plan)) };
    } catch (error) {
      this.close(id);
      throw open.fault ?? error;
    } finally {
      if (typeof token === 'number') this.#tokens.delete(token);
    }
  }

  /** A piece of a body that is too long for one request; answered when there is room for the next. */
  upload({ plugin }: CallerView, token: Json | undefined, piece: Json | undefined): void {
    if (typeof token !== 'number' || typeof piece !== 'string') throw networkError('no-upload', { plugin });
    const { open, requestBytes } = this.#policy.limits;
    const known = this.#uploads.get(token);
    if (!known && this.#uploads.size >= open) throw networkError('too-many', { plugin, limit: open });
    const pieces = [...(known ?? []), Buffer.from(piece, 'base64')];
    if (pieces.reduce((bytes, { length }) => bytes + length, 0) > requestBytes) {
      this.#uploads.delete(token);
      throw networkError('bad-body', { plugin, why: `it may have ${requestBytes} bytes` });
    }
    this.#uploads.set(token, pieces);
  }

  /** The plugin does not want the answer any more. */
  abort(token: Json | undefined): void {
    if (typeof token !== 'number') return;
    this.#uploads.delete(token);
    const id = this.#tokens.get(token);
    if (id !== undefined) this.close(id);
  }

  /** The next piece of a body, as text or base64; null at its end. */
  async read(caller: CallerView, id: Json | undefined): Promise<Buffer | undefined> {
    const body = typeof id === 'number' ? this.#open.get(id)?.body : undefined;
    if (!body) throw networkError('no-answer', { plugin: caller.plugin });
    try {
      const piece = await body.read();
      if (!piece) this.close(id as number);
      return piece;
    } catch (error) {
      this.close(id as number);
      throw error;
    }
  }

  close(id: number): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.abort.abort();
    open?.body?.[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.#heed[Symbol.dispose]();
    this.#uploads.clear();
    for (const id of [...this.#open.keys()]) this.close(id);
  }

  #cut(open: Open, caller: CallerView): void {
    open.fault = networkError('taken-back', { plugin: caller.plugin, permission: open.permission });
    open.body?.fail(open.fault);
    open.abort.abort();
  }

  #toPlan(
    { plugin }: CallerView,
    { method, headers, body, base64, uploaded, redirect, secrets }: Readonly<Record<string, Json>>,
  ): Plan {
    const verb = toMethod(plugin, method);
    if (body !== undefined && (typeof body !== 'string' || verb === 'GET' || verb === 'HEAD'))
      throw networkError('bad-body', { plugin, why: 'it is text or bytes, and not of a GET or HEAD' });
    const bytes = uploaded === undefined ? toBytes(body, base64) : this.#takeUpload(plugin, uploaded);
    if (bytes && (verb === 'GET' || verb === 'HEAD'))
      throw networkError('bad-body', { plugin, why: 'a GET or HEAD has none' });
    const { requestBytes } = this.#policy.limits;
    if (bytes && bytes.length > requestBytes)
      throw networkError('bad-body', { plugin, why: `it may have ${requestBytes} bytes` });
    return {
      method: verb,
      headers: toHeaders(plugin, headers),
      body: bytes,
      redirect: redirect === 'error' || redirect === 'manual' ? redirect : 'follow',
      secrets,
    };
  }

  #takeUpload(plugin: string, token: Json): Buffer {
    const pieces = typeof token === 'number' ? this.#uploads.get(token) : undefined;
    if (!pieces) throw networkError('no-upload', { plugin });
    this.#uploads.delete(token as number);
    return Buffer.concat(pieces);
  }

  /** Every hop is a request like the first: granted, resolved and checked anew. */
  async #follow(caller: CallerView, open: Open, first: NetworkTarget, plan: Plan): Promise<{ [key: string]: Json }> {
    const { plugin } = caller;
    let target = first;
    let { method, body } = plan;
    for (let hops = 0; ; hops++) {
      const about = toAbout(method, target.url);
      const size = (body?.length ?? 0) + target.url.href.length;
      await admit(caller, { permission: target.permission, call, target: { method, bytes: size }, about });
      const isFirstHost = target.host === first.host;
      const secrets = await insertSecrets(caller, isFirstHost ? plan.secrets : undefined, about);
      const address = await resolveHost(plugin, target.host, this.#policy);
      const headers = new Map([...plan.headers, ...secrets.headers]);
      // Credentials are for the host they were meant for.
      if (!isFirstHost)
        for (const name of [...headers.keys()]) if (/^authorization$|key|token|pass/.test(name)) headers.delete(name);
      const { signal } = open.abort;
      const carry = this.#policy.exchange ?? exchange;
      const answer = await carry({
        plugin,
        url: target.url,
        address,
        method,
        headers,
        body,
        policy: this.#policy,
        signal,
      });
      const { statusCode: status = 0, headers: answered } = answer;
      const isRedirect = redirects.includes(status) && answered.location !== undefined;
      if (!isRedirect || plan.redirect === 'manual')
        return this.#toAnswer(caller, open, target, method, answer, new EchoWatch(secrets.values), hops > 0);
      answer.destroy();
      if (plan.redirect === 'error') throw networkError('redirected', { plugin, host: target.host });
      if (hops >= this.#policy.limits.redirects) throw networkError('too-many-redirects', { plugin, host: first.host });
      target = parseTarget(plugin, answered.location, target.url);
      if (status === 303 || (status <= 302 && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET';
        body = undefined;
      }
    }
  }

  #toAnswer(
    caller: CallerView,
    open: Open,
    { url, host, permission }: NetworkTarget,
    method: string,
    answer: IncomingMessage,
    watch: EchoWatch,
    redirected: boolean,
  ): { [key: string]: Json } {
    const headers: [string, string][] = [];
    for (const [name, value] of Object.entries(answer.headersDistinct)) {
      const text = (value ?? []).join(', ');
      if (watch.finds(Buffer.from(`${text}\n`))) throw networkError('secret-returned', { plugin: caller.plugin, host });
      if (!keptBack.has(name)) headers.push([name, text]);
    }
    const pay = (bytes: number) => {
      const decision = caller.grants.decide(permission, { method, bytes });
      if (decision.allow) return caller.grants.take(decision);
      return admit(caller, { permission, call, target: { method, bytes }, about: toAbout(method, url) });
    };
    open.body = new AnswerBody({ plugin: caller.plugin, host, answer, policy: this.#policy, watch, pay });
    return { status: answer.statusCode ?? 0, url: url.href, redirected, headers };
  }
}

const toBytes = (body: string | undefined, base64: Json | undefined): Buffer | undefined =>
  body === undefined ? undefined : Buffer.from(body, base64 === true ? 'base64' : 'utf8');
