/** Which plugin command a key press means. The terminal's own keys were looked at before. */

import type { CommandContribution } from './panel-contributions.ts';

/** By the key's place, because Alt turns letters into others on some keyboards. */
export function findCommand(
  event: KeyboardEvent,
  commands: readonly CommandContribution[],
): CommandContribution | undefined {
  if (event.repeat || event.defaultPrevented) return undefined;
  return commands.find(({ info }) => info.keys !== undefined && matches(event, info.keys.split('+')));
}

function matches(event: KeyboardEvent, keys: readonly string[]): boolean {
  const key = keys.at(-1) ?? '';
  const code = /^\d$/.test(key) ? `Digit${key}` : `Key${key}`;
  const has = (name: string) => keys.includes(name);
  return (
    event.code === code &&
    event.altKey === has('Alt') &&
    event.shiftKey === has('Shift') &&
    (event.ctrlKey || event.metaKey) === has('Ctrl')
  );
}
