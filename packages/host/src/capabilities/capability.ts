/** What a capability is: one power a plugin can ask for by request, checked on every call. */

import type { Json, PermissionId } from '@omnitrade/contracts';
import type { PluginPackage } from '../sources/package-files.ts';

/** What a call may know of the plugin that made it; all of it comes from the host, nothing from the guest. */
export interface CallerView {
  readonly plugin: string;
  readonly package: PluginPackage;
}

export interface Capability {
  /** The permission every call needs; absent for what any plugin may do. */
  readonly permission?: PermissionId;
  readonly methods: Readonly<Record<string, (caller: CallerView, args: readonly Json[]) => Promise<Json>>>;
}
