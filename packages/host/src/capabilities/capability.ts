/** What a capability is: one power a plugin can ask for by request, checked on every call. */

import type { Json, PermissionId } from '@omnitrade/contracts';
import type { Caller } from '../grants/admit.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';

/** What a call may know of the plugin that made it; all of it comes from the host, nothing from the guest. */
export interface CallerView extends Caller, SessionPowers {
  readonly package: PluginPackage;
  /** The run of the plugin that calls: what it leaves open ends with it. */
  readonly session: object;
}

export interface Capability {
  /** The permission every call needs; absent for what any plugin may do, and where the call itself says what it needs. */
  readonly permission?: PermissionId;
  readonly methods: Readonly<Record<string, (caller: CallerView, args: readonly Json[]) => Promise<Json>>>;
}
