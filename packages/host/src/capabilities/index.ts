/** The list of capabilities a plugin can call by request, and the one place where a call is checked. */

import type { Json } from '@omnitrade/contracts';
import { permissionDenied } from '../errors.ts';
import { assets } from './assets.ts';
import type { CallerView, Capability } from './capability.ts';

const capabilities: Readonly<Record<string, Capability>> = { assets };

/** Answers a request of a plugin. Throws `permission.denied` for what was not granted or does not exist. */
export async function callCapability(
  caller: CallerView,
  grants: ReadonlySet<string>,
  request: { readonly capability: string; readonly method: string; readonly args: readonly Json[] },
): Promise<Json> {
  const call = `${request.capability}.${request.method}`.slice(0, 130);
  const capability = Object.hasOwn(capabilities, request.capability) ? capabilities[request.capability] : undefined;
  const method =
    capability && Object.hasOwn(capability.methods, request.method) ? capability.methods[request.method] : undefined;
  const needed = capability?.permission;
  if (!method || (needed && !grants.has(needed)))
    throw permissionDenied('denied', { plugin: caller.plugin, permission: needed ?? request.capability, call });
  return method(caller, request.args);
}
