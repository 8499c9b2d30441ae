/** The plugin's hooks: which it has, and how the terminal calls one. */

import type { Json } from '@omnitrade/contracts';
import {
  type GuestContext,
  type HookName,
  hookNames,
  type PluginCode,
  stateVersionMax,
  type TurnItem,
} from '@omnitrade/contracts/guest';
import type { GrantChanged, Plugin, PluginContext } from '../index.ts';
import { sendAnyway, sendFailure } from './outputs.ts';

type Hook = ((...args: readonly Json[]) => unknown) | undefined;

/** What the plugin says of itself. Throws a TypeError for a form of state that is no version. */
export function describeCode(plugin: Plugin): PluginCode {
  const { state } = plugin;
  const hooks = hookNames.filter((name) => typeof (name === 'migrate' ? state?.migrate : plugin[name]) === 'function');
  if (state === undefined) return { hooks };
  const { version } = state;
  if (!Number.isSafeInteger(version) || version < 1 || version > stateVersionMax)
    throw new TypeError(`state.version must be a whole number from 1 to ${stateVersionMax}.`);
  return { hooks, state: version };
}

/** Carries out a call whose target is the plugin itself, and answers it. The context, where there is one, stands first. */
export async function callHook(
  plugin: Plugin | undefined,
  { id, method, args }: Extract<TurnItem, { t: 'call' }>,
  contextFor: (given: GuestContext) => PluginContext,
): Promise<void> {
  const [first, second] = args;
  const context = () => contextFor(first as unknown as GuestContext);
  const hooks: Readonly<Record<HookName, Hook>> = {
    migrate: () => {
      const { settings, storage } = context();
      return plugin?.state?.migrate?.({ version: second as number, settings, storage });
    },
    onInstall: () => plugin?.onInstall?.(context()),
    onUpdate: () => plugin?.onUpdate?.(second as string, context()),
    onGrantChanged: () => plugin?.onGrantChanged?.(first as unknown as GrantChanged),
    onSuspend: () => plugin?.onSuspend?.(),
    onResume: () => plugin?.onResume?.(),
  };
  try {
    const answer = await hooks[method as HookName]?.();
    sendAnyway({ t: 'return', id, ok: true, value: (method === 'migrate' ? (answer ?? null) : null) as Json });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}
