/** The hooks of authors: when each is called, how long it may take, and what follows if it fails. In the order of a plugin's life. */

import type { HookName } from '@omnitrade/contracts';

export interface Hook {
  /** How an author writes it. */
  readonly written: string;
  readonly when: string;
  /** All its waiting included. */
  readonly limitMs: number;
  readonly failing: string;
}

const undone = 'the change is undone: version, data, settings and grants are as they were';
const said = 'it is said in the log and as an event; the plugin goes on';

export const pluginHooks: Readonly<Record<HookName, Hook>> = {
  migrate: {
    written: '`state.migrate(old)`',
    when: 'before the first life of a version, if what is kept has an older form than `state.version`',
    limitMs: 30_000,
    failing: undone,
  },
  onInstall: {
    written: '`onInstall(context)`',
    when: 'once, before the first life of a plugin that was not installed before',
    limitMs: 10_000,
    failing: 'the installation is undone',
  },
  onUpdate: {
    written: '`onUpdate(previousVersion, context)`',
    when: 'once, before the first life of another version, after `migrate`; never after a rollback',
    limitMs: 10_000,
    failing: undone,
  },
  onGrantChanged: {
    written: '`onGrantChanged(change)`',
    when: 'whenever the user gave or took a permission, or one ended, while the plugin is active; after the listeners of its context',
    limitMs: 3_000,
    failing: said,
  },
  onSuspend: {
    written: '`onSuspend()`',
    when: 'when nothing has used an active plugin for five seconds',
    limitMs: 3_000,
    failing: said,
  },
  onResume: {
    written: '`onResume()`',
    when: 'when a suspended plugin is used again, before what it is used for is asked of it',
    limitMs: 3_000,
    failing: said,
  },
};

/** The hooks that belong to the setting up of a version, in their order. */
export function hooksOfSetup(setup: { readonly from: string | null } | undefined): readonly HookName[] {
  if (!setup) return ['migrate'];
  return setup.from === null ? ['migrate', 'onInstall'] : ['migrate', 'onUpdate'];
}

export type StateVerdict =
  /** What is kept has the form the code knows, or nobody says anything of forms. */
  | { readonly is: 'fitting' }
  | { readonly is: 'older'; readonly from: number; readonly to: number }
  /** Written by a newer version: it is left as it is, and this code must not touch it. */
  | { readonly is: 'newer'; readonly found: number; readonly known: number };

/** Compares the form of what is kept (0: nobody ever said) with the one the code declares. */
export function compareState(found: number, known: number | undefined): StateVerdict {
  if (known === undefined || found === known) return { is: 'fitting' };
  return found < known ? { is: 'older', from: found, to: known } : { is: 'newer', found, known };
}
