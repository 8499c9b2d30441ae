/** The WebSockets of one running plugin: opened by the rules of a request, few at a time, and gone with their grants. */

import type { Json } from '@omnitrade/contracts';
import type { CallerView } from '../capabilities/capability.ts';
import { admit } from '../grants/admit.ts';
import { networkError } from './errors.ts';
import { EchoWatch, insertSecrets } from './insert-secrets.ts';
import { openConnection } from './open-connection.ts';
import { PluginSocket } from './plugin-socket.ts';
import type { NetworkPolicy } from './policy.ts';
import { resolveHost } from './resolve-host.ts';
import { type NetworkTarget, parseTarget } from './target.ts';

interface Open {
  readonly permission: string;
  readonly abort: AbortController;
  socket?: PluginSocket;
  /** The beginning of a message that is sent in pieces. */
  unsent?: { readonly pieces: (string | Buffer)[]; chars: number };
}

const call = 'network.socket';
const protocolShape = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;

export class PluginSockets implements Disposable {
  readonly #policy: NetworkPolicy;
  readonly #open = new Map<number, Open>();
  readonly #heed: Disposable;
  #next = 1;

  constructor(caller: CallerView, policy: NetworkPolicy) {
    this.#policy = policy;
    this.#heed = caller.grants.listen(() => {
      for (const open of this.#open.values()) {
        const decision = caller.grants.decide(open.permission, { method: 'GET', bytes: 0 });
        if (decision.allow || decision.deny === 'limit') continue;
        const fault = networkError('taken-back', { plugin: caller.plugin, permission: open.permission });
        if (open.socket) open.socket.fail(fault);
        else open.abort.abort(fault);
      }
    });
  }

  /** Resolves once the server has accepted it. */
  async open(caller: CallerView, given: Readonly<Record<string, Json>>): Promise<Json> {
    const { plugin } = caller;
    const { sockets: limit } = this.#policy.limits;
    const target = parseTarget(plugin, given.url, undefined, 'wss:');
    const protocols = toProtocols(plugin, given.protocols);
    if (this.#open.size >= limit) throw networkError('too-many-sockets', { plugin, limit });
    const id = this.#next++;
    const open: Open = { permission: target.permission, abort: new AbortController() };
    this.#open.set(id, open);
    try {
      const socket = await this.#connect(caller, id, open, target, protocols, given.secrets);
      return { id, protocol: await socket.opened };
    } catch (error) {
      const { aborted, reason } = open.abort.signal;
      this.#end(id);
      throw aborted ? reason : error;
    }
  }

  async read({ plugin }: CallerView, id: Json | undefined): Promise<Json> {
    const { socket } = this.#get(plugin, id);
    try {
      const { messages, closed } = await socket.read();
      if (closed) this.#end(id as number);
      return { messages: messages.map((one) => ({ ...one })), closed: closed && { ...closed } };
    } catch (error) {
      this.#end(id as number);
      throw error;
    }
  }

  /** `more`: the message goes on in the next piece. */
  async send(
    { plugin }: CallerView,
    id: Json | undefined,
    data: Json | undefined,
    binary: boolean,
    more: boolean,
  ): Promise<null> {
    const open = this.#get(plugin, id);
    if (typeof data !== 'string') throw networkError('bad-message', { plugin });
    const piece = binary ? Buffer.from(data, 'base64') : data;
    const { messageBytes: limit } = this.#policy.limits;
    open.unsent ??= { pieces: [], chars: 0 };
    open.unsent.pieces.push(piece);
    open.unsent.chars += piece.length;
    if (open.unsent.chars > limit) {
      delete open.unsent;
      throw networkError('message-too-long', { plugin, limit });
    }
    if (more) return null;
    const { pieces } = open.unsent;
    delete open.unsent;
    await open.socket.send(binary ? Buffer.concat(pieces.map((one) => Buffer.from(one))) : pieces.join(''));
    return null;
  }

  close(id: Json | undefined, code: Json | undefined, reason: Json | undefined): void {
    const socket = typeof id === 'number' ? this.#open.get(id)?.socket : undefined;
    const isOwn = typeof code === 'number' && (code === 1000 || (code >= 3000 && code <= 4999));
    const text = typeof reason === 'string' && Buffer.byteLength(reason) <= 123 ? reason : '';
    socket?.close(isOwn ? code : 1000, text);
  }

  [Symbol.dispose](): void {
    this.#heed[Symbol.dispose]();
    for (const id of [...this.#open.keys()]) this.#end(id);
  }

  #get(plugin: string, id: Json | undefined): Open & { socket: PluginSocket } {
    const open = typeof id === 'number' ? this.#open.get(id) : undefined;
    if (!open?.socket) throw networkError('no-answer', { plugin });
    return open as Open & { socket: PluginSocket };
  }

  #end(id: number): void {
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.abort.abort();
    open?.socket?.[Symbol.dispose]();
  }

  async #connect(
    caller: CallerView,
    id: number,
    open: Open,
    { url, host, permission }: NetworkTarget,
    protocols: readonly string[],
    secrets: Json | undefined,
  ): Promise<PluginSocket> {
    const { plugin, version, grants, audit } = caller;
    const policy = this.#policy;
    const method = 'GET';
    const about = `GET wss://${host}${url.pathname}`;
    await admit(caller, { permission, call, target: { method, bytes: url.href.length }, about });
    const inserted = await insertSecrets(caller, secrets, about);
    const address = await resolveHost(plugin, host, policy);
    const { signal } = open.abort;
    const connection = await openConnection({ plugin, host, address, policy, signal });
    if (signal.aborted) {
      connection.destroy();
      throw signal.reason;
    }
    const headers = new Map([...inserted.headers, ['user-agent', 'OmniTrade/1.0']]);
    const pay = (bytes: number) => {
      const decision = grants.decide(permission, { method, bytes });
      if (decision.allow) return grants.take(decision);
      return admit(caller, { permission, call, target: { method, bytes }, about });
    };
    const onClosed = ({ sent, received }: { sent: number; received: number }) => {
      const what = `${about}, ${sent} bytes sent, ${received} received`;
      audit.note({ plugin, version, permission, call, target: what }, 'closed').catch(() => {});
    };
    const watch = new EchoWatch(inserted.values);
    const socket = new PluginSocket({
      ...{ plugin, host, url, protocols, headers, connection, policy },
      watch,
      pay,
      onClosed,
    });
    // The run may have ended while it connected.
    if (!this.#open.has(id)) socket[Symbol.dispose]();
    open.socket = socket;
    return socket;
  }
}

function toProtocols(plugin: string, given: Json | undefined): string[] {
  if (given === undefined) return [];
  const isGood = (one: Json) => typeof one === 'string' && protocolShape.test(one);
  if (Array.isArray(given) && given.length <= 16 && given.every(isGood) && new Set(given).size === given.length)
    return given as string[];
  throw networkError('bad-header', {
    plugin,
    name: 'sec-websocket-protocol',
    why: 'protocols are different plain words',
  });
}
