/** The list of capabilities a plugin can call by request, and the one place where a call is checked. */

import type { Json } from '@omnitrade/contracts';
import { permissionDenied } from '../errors.ts';
import { admit, assertStill } from '../grants/admit.ts';
import { account } from './account.ts';
import { assets } from './assets.ts';
import type { CallerView, Capability } from './capability.ts';
import { charts } from './charts.ts';
import { data } from './data.ts';
import { network } from './network.ts';
import { notices } from './notices.ts';
import { permissions } from './permissions.ts';
import { plugins } from './plugins.ts';
import { storage } from './storage.ts';

const capabilities: Readonly<Record<string, Capability>> = {
  ...{ account, assets, charts, data, network, notices, permissions, plugins, storage },
};

/** Answers a request of a plugin. Throws `permission.denied` for what was not granted or does not exist. */
export async function callCapability(
  caller: CallerView,
  request: { readonly capability: string; readonly method: string; readonly args: readonly Json[] },
): Promise<Json> {
  const call = `${request.capability}.${request.method}`.slice(0, 130);
  const capability = Object.hasOwn(capabilities, request.capability) ? capabilities[request.capability] : undefined;
  const method =
    capability && Object.hasOwn(capability.methods, request.method) ? capability.methods[request.method] : undefined;
  if (!capability || !method)
    throw permissionDenied('no-such-call', { plugin: caller.plugin, call, known: Object.keys(capabilities) });
  const { permission } = capability;
  if (!permission) return method(caller, request.args);
  const need = { permission, call };
  const { version } = caller.grants;
  const ready = admit(caller, need);
  if (ready) await ready;
  const answer = await method(caller, request.args);
  assertStill(caller, need, version);
  return answer;
}
