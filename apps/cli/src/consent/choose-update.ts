/** An update that asks for more, at a terminal: the list with what is new marked, then the update with what was chosen. */

import type { ChangeResult, InstallRequest } from '@omnitrade/host';
import type { TerminalLink } from '../terminal-link.ts';
import { chooseGrants, listWarned, toWish } from './choose-grants.ts';
import { openDialogue } from './dialogue.ts';

/** Throws `cli.given-up`; the old version runs on. */
export async function chooseUpdate(
  terminal: TerminalLink,
  id: string,
  request: Omit<InstallRequest, 'source'>,
): Promise<ChangeResult> {
  const { asks = [], changes } = await terminal.update(id, { ...request, dryRun: true });
  const { from, to } = changes[0] ?? {};
  using dialogue = openDialogue();
  dialogue.say(`${id} ${to} asks for more than ${from}, which runs on until you have chosen:`);
  const named = Object.fromEntries(
    request.grants.map((permission) => [permission, request.limits?.[permission] ?? {}]),
  );
  const all = asks.map((one) => ({ ...one, plugin: one.plugin ?? id }));
  const choices = await chooseGrants(all, named, id, dialogue);
  const result = await terminal.update(id, { ...request, ...toWish(choices, id), consent: true });
  for (const { on, ask } of choices) if (!on && ask.held) await terminal.access.revoke(ask.plugin, ask.id);
  for (const { plugin, id: permission } of listWarned(choices))
    await terminal.access.allowSending(plugin, permission, true);
  return result;
}
