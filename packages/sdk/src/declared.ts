/**
 * The context of a plugin that says what its plugin.json declares: what it did not declare is not there, so that using it
 * does not compile. Types alone; the terminal checks every call whatever was compiled.
 */

import type { Plugin, PluginContext, PluginHooks, Plugins, Settings, SettingValues, SetupContext } from './index.ts';

/** What brings each part of the context: any one of the permissions. Kept equal to the guest runtime by a test. */
export interface PartPermissions {
  charts: 'charts:write';
  data: 'data:provide';
  trading: 'data:read' | 'trading:order-types';
  storage: 'storage';
  panels: 'ui:panels';
  commands: 'ui:commands';
  view: 'charts:read';
  market: 'data:read';
  account: 'account:read';
  notify: 'ui:notify';
}

/** What `plugin.d.ts` says of a plugin.json; `omnitrade check --fix` writes that file. */
export interface Declared {
  /** Ids asked for at installation. */
  readonly permissions: string;
  /** Ids that may be asked for later, and may be missing until then. */
  readonly optional: string;
  readonly settings: SettingValues;
}

/** A plugin that does not say: everything there is might be there. */
export interface Undeclared extends Declared {
  readonly permissions: PartPermissions[keyof PartPermissions] | `plugins:${string}`;
  readonly optional: never;
}

type PartsOf<Ids extends string> = {
  [K in keyof PartPermissions]: Extract<PartPermissions[K], Ids> extends never ? never : K;
}[keyof PartPermissions];
type NamesOf<Ids extends string> = Ids extends `plugins:${infer Name}` ? Name : never;
type CallablePlugins<Names extends string> = Omit<Plugins, 'call'> & {
  call(
    plugin: Names,
    ...rest: Parameters<Plugins['call']> extends [string, ...infer R] ? R : never
  ): ReturnType<Plugins['call']>;
};

/** What `activate` receives: parts that were declared are there, those declared as optional may be. */
export type ContextOf<M extends Declared> = Omit<PluginContext, keyof PartPermissions | 'plugins' | 'settings'> &
  Pick<PluginContext, PartsOf<M['permissions']>> &
  Partial<Pick<PluginContext, Exclude<PartsOf<M['optional']>, PartsOf<M['permissions']>>>> & {
    readonly plugins: CallablePlugins<NamesOf<M['permissions'] | M['optional']>>;
    readonly settings: M['settings'] & Pick<Settings, 'onChange'>;
  };

type SetupOf<M extends Declared> = Pick<ContextOf<M>, keyof SetupContext & keyof ContextOf<M>>;

/** A plugin whose context holds what `M` declares. */
export type DeclaredPlugin<M extends Declared> = Omit<Plugin, 'activate' | keyof PluginHooks<never>> &
  PluginHooks<SetupOf<M>> & { activate(context: ContextOf<M>): void | Promise<void> };
