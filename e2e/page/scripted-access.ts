/** Grants as a test wants them: real words and real rules for what plugins ask, in memory. */

import type { PluginId } from '@omnitrade/contracts';
import type { AccessDesk, OpenRequest } from '@omnitrade/host';
import { describeConsent, type Wish } from '@omnitrade/permissions';
import { PluginGrants } from '../../packages/host/src/grants/plugin-grants.ts';

interface Scripted {
  readonly wishes: readonly Wish[];
  readonly grants: PluginGrants;
}

const emptyChain = { ok: true, entries: 0, head: '', after: { seq: 0, hash: '' } } as const;

export class ScriptedAccess implements AccessDesk {
  readonly calls: string[];
  readonly secretProtection = 'key-file';
  readonly #emit: (type: string, data: null, plugin: string) => void;
  readonly #plugins = new Map<string, Scripted>();
  #requests: OpenRequest[] = [];
  #secrets: string[] = [];
  suggestion = '';

  constructor(calls: string[], emit: (type: string, data: null, plugin: string) => void) {
    this.calls = calls;
    this.#emit = emit;
  }

  /** From now on the plugin asks for these. */
  script(plugin: string, wishes: readonly Wish[]): PluginGrants {
    const grants = new PluginGrants({
      ...{ declared: wishes, grants: [], usage: {}, now: Date.now },
      save: async () => {},
      saveUsage: async () => {},
    });
    this.#plugins.set(plugin, { wishes, grants });
    return grants;
  }

  /** A running plugin asks in context. */
  request(id: number, plugin: string, permission: string): void {
    const ask = describeConsent(this.#of(plugin).wishes).find((one) => one.id === permission);
    if (!ask) throw new Error(`${plugin} does not ask for ${permission}.`);
    this.#requests.push({ id, plugin: plugin as PluginId, permission, askedAt: Date.now(), ask });
    this.#emit('grant.requested', null, plugin);
  }

  grants = (plugin: string) =>
    this.#of(plugin).grants.all.map(({ permission, limits, lifetime, grantedAt, expiresAt, uses = 0, lastUsedAt }) => ({
      ...{ permission, limits, lifetime, grantedAt },
      ...(expiresAt !== undefined && { expiresAt }),
      used: { count: uses, last: lastUsedAt ?? null },
    }));
  asks = (plugin: string) => {
    const { wishes, grants } = this.#of(plugin);
    return describeConsent(wishes, { declared: wishes, held: grants.all });
  };
  set: AccessDesk['set'] = async (plugin, given) => {
    this.calls.push(`give ${given.permission} ${JSON.stringify(given.limits)} ${given.lifetime}`);
    await this.#of(plugin).grants.give(given);
    this.#close(({ permission }) => permission === given.permission);
    return this.grants(plugin);
  };
  revoke: AccessDesk['revoke'] = async (plugin, permission) => {
    this.calls.push(`revoke ${permission ?? 'all'}`);
    await this.#of(plugin).grants.revoke(permission);
    return this.grants(plugin);
  };
  report: AccessDesk['report'] = async (plugin) =>
    this.grants(plugin).map(({ permission }) => ({
      ...{ permission, allowed: 12, denied: 3, last: Date.UTC(2026, 0, 5, 9), targets: [] },
      ...(this.suggestion !== '' && { suggestion: this.suggestion, narrow: { methods: ['GET'] } }),
    }));
  requests = () => this.#requests;
  decline: AccessDesk['decline'] = (request) => {
    this.calls.push(`decline ${request}`);
    this.#close(({ id }) => id === request);
  };
  flow = (plugin: string) => {
    const { grants } = this.#of(plugin);
    const held = describeConsent(grants.all.map(({ permission, limits }) => ({ id: permission, limits })));
    const warnings = held.filter(({ id }) => !id.startsWith('net:')).flatMap((ask) => ask.warnings);
    return { ...grants.flow, warnings };
  };
  allowSending: AccessDesk['allowSending'] = async (plugin, permission, allowed) => {
    this.calls.push(`send ${permission} ${allowed}`);
    await this.#of(plugin).grants.allowSending(permission, allowed);
    return this.flow(plugin);
  };
  forgetAccountsRead: AccessDesk['forgetAccountsRead'] = async (plugin) => {
    this.calls.push('forget');
    await this.#of(plugin).grants.forgetAccountsRead();
    return this.flow(plugin);
  };
  secrets: AccessDesk['secrets'] = async () => this.#secrets.map((name) => ({ name, setAt: 0 }));
  setSecret: AccessDesk['setSecret'] = async (_plugin, name) => void this.#secrets.push(name);
  removeSecret: AccessDesk['removeSecret'] = async (_plugin, name) => {
    this.#secrets = this.#secrets.filter((one) => one !== name);
  };
  audit: AccessDesk['audit'] = async ({ plugin = '' }) => ({
    entries: [
      {
        ...{ seq: 1, time: Date.UTC(2026, 0, 5), plugin, version: '1.0.0', permission: 'net:api.example.com' },
        ...{ call: 'network.fetch', target: 'GET https://api.example.com/prices', outcome: 'allowed', hash: '' },
      },
    ],
    counts: [],
  });
  verifyAudit: AccessDesk['verifyAudit'] = async () => emptyChain;

  #of(plugin: string): Scripted {
    return this.#plugins.get(plugin) ?? { wishes: [], grants: this.script(plugin, []) };
  }

  #close(ends: (request: OpenRequest) => boolean): void {
    const gone = this.#requests.filter(ends);
    this.#requests = this.#requests.filter((one) => !ends(one));
    for (const { plugin } of gone) this.#emit('grant.answered', null, plugin);
  }
}
