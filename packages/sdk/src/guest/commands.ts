/** Commands and menu entries inside the isolate: what a plugin does when its user chooses it. */

import type { CommandContext, CommandDef, MenuEntryDef } from '@omnitrade/contracts';
import type { TurnItem } from '@omnitrade/contracts/guest';
import { send, sendFailure } from './outputs.ts';

type Run = (context: CommandContext) => void | Promise<void>;

const { apply } = Reflect;
const runs = new Map<string, Run>();

/** `commands.addCommand`: declares it to the terminal; throws a TypeError that names what is missing. */
export function addCommand(def: CommandDef): void {
  const { id, title, description, icon, keys } = add('addCommand', def);
  send({ t: 'contribute', point: 'component.command', id, info: { title, description, icon, keys } as never });
}

/** `commands.addMenuEntry`: an entry in a menu of the terminal. */
export function addMenuEntry(def: MenuEntryDef): void {
  const { id, title, icon, menu } = add('addMenuEntry', def);
  send({ t: 'contribute', point: 'component.menu', id, info: { title, icon, menu } as never });
}

function add<D extends CommandDef | MenuEntryDef>(what: string, def: D): D {
  for (const field of ['id', 'title', 'run'] as const)
    if (def?.[field] === undefined) throw new TypeError(`${what}: '${field}' is missing.`);
  const { id, run } = def;
  if (typeof run !== 'function') throw new TypeError(`${what}: run of '${id}' is not a function.`);
  if (runs.has(id)) throw new TypeError(`${what}: '${id}' was added before.`);
  runs.set(id, (context) => apply(run, def, [context]));
  return def;
}

export const isCommand = (id: string): boolean => runs.has(id);

/** Its user chose it: the call is answered when it is done. */
export async function callCommand({ id, target, args }: Extract<TurnItem, { t: 'call' }>): Promise<void> {
  try {
    await runs.get(target)?.(Object.freeze({ ...(args[0] as object) }));
    send({ t: 'return', id, ok: true, value: null });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}
