/** Measures what checking a call costs: the same capability call with and without its permission, and 20,000 low-risk calls a second. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Json, PluginId } from '@omnitrade/contracts';
import { AuditTrail } from '../packages/host/src/audit/audit-trail.ts';
import type { Caller } from '../packages/host/src/grants/admit.ts';
import { admit, assertStill } from '../packages/host/src/grants/admit.ts';
import { PluginGrants } from '../packages/host/src/grants/plugin-grants.ts';
import { createMemoryData } from '../packages/host/src/memory-data.ts';

export interface PermissionFigures {
  /** Microseconds a call, beyond the same call unchecked. */
  readonly usPerCall: { readonly plain: number; readonly host: number; readonly among20: number };
  /** The longest the loop stood still during a second of 20,000 calls, in milliseconds. */
  readonly loopGapMs: number;
}

const calls = 200_000;
const rounds = 7;

function createCaller(permissions: readonly string[]): Caller {
  const grants = new PluginGrants({
    declared: permissions.map((id) => ({ id, limits: {} })),
    grants: permissions.map((permission) => {
      return { permission, limits: {}, lifetime: 'until-revoked', grantedAt: Date.now() } as const;
    }),
    ...{ usage: {}, now: Date.now, save: async () => {}, saveUsage: async () => {} },
  });
  const audit = new AuditTrail(createMemoryData().audit, Date.now);
  return { plugin: 'bench' as PluginId, version: '1.0.0', grants, audit };
}

const effect = async (key: Json): Promise<Json> => key;

/** The shape of a capability call, as the host makes it. */
async function callChecked(caller: Caller, permission: string): Promise<Json> {
  const need = { permission, call: 'storage.read' };
  const { version } = caller.grants;
  const wait = admit(caller, need);
  if (wait) await wait;
  const answer = await effect('key');
  assertStill(caller, need, version);
  return answer;
}

async function usOf(work: () => Promise<Json>): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) await work();
    best = Math.min(best, ((performance.now() - start) * 1000) / calls);
  }
  return best;
}

export async function measurePermissions(): Promise<PermissionFigures> {
  const unchecked = await usOf(async () => effect('key'));
  const over = async (caller: Caller, permission: string) =>
    (await usOf(() => callChecked(caller, permission))) - unchecked;
  const many = Array.from({ length: 19 }, (_, i) => `net:host${i}.example.com`);
  const plain = createCaller(['storage']);
  const usPerCall = {
    plain: await over(plain, 'storage'),
    // A name is read whole on every call; only the decision, since the row on disk is what a call of high risk costs.
    host: usOfDecision(createCaller(['net:*.example.com']), 'net:api.example.com'),
    among20: await over(createCaller([...many, 'storage']), 'storage'),
  };
  return { usPerCall, loopGapMs: await measureGap(plain) };
}

function usOfDecision({ grants }: Caller, permission: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    for (let i = 0; i < calls; i++) if (!grants.decide(permission).allow) throw new Error('It should be allowed.');
    best = Math.min(best, ((performance.now() - start) * 1000) / calls);
  }
  return best;
}

/** 200 calls every 10 ms for a second. */
async function measureGap(caller: Caller): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  for (let i = 0; i < 100; i++) {
    await Promise.all(Array.from({ length: 200 }, () => callChecked(caller, 'storage')));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  delay.disable();
  return delay.max / 1e6;
}

if (import.meta.main) {
  const { usPerCall, loopGapMs } = await measurePermissions();
  console.log(`checked call      ${usPerCall.plain.toFixed(2)} µs over an unchecked one (goal: 2)`);
  console.log(`                  ${usPerCall.among20.toFixed(2)} µs with 20 grants`);
  console.log(`host under a star ${usPerCall.host.toFixed(2)} µs to decide`);
  console.log(`20,000 calls/s    loop gap at most ${loopGapMs.toFixed(1)} ms (goal: 30)`);
}
