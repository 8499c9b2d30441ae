/** Which keys do what on the page, as one table: for the listener, the hints and the dialog that lists them. */

export interface Shortcut {
  /** As shown: `Alt`, `R`. */
  readonly keys: readonly string[];
  readonly title: string;
  readonly matches: (event: KeyboardEvent) => boolean;
}

const plain = (event: KeyboardEvent) => !event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
/** By the key's place, because Alt turns letters into others on some keyboards. */
const withAlt = (code: string) => (event: KeyboardEvent) =>
  event.code === code && event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;

export const shortcuts = {
  playPause: { keys: ['Space'], title: 'Play or pause the replay', matches: (e) => e.key === ' ' && plain(e) },
  step: { keys: ['→'], title: 'Step the replay by one bar', matches: (e) => e.key === 'ArrowRight' && plain(e) },
  replay: { keys: ['Alt', 'R'], title: 'Start or stop the replay', matches: withAlt('KeyR') },
  indicators: { keys: ['Alt', 'I'], title: 'Add an indicator', matches: withAlt('KeyI') },
  commands: {
    keys: ['Ctrl', 'K'],
    title: 'Commands and panels',
    matches: (e) => e.code === 'KeyK' && (e.ctrlKey || e.metaKey) && !e.altKey && !e.shiftKey,
  },
  trading: { keys: ['Alt', 'T'], title: 'Show the trading desk', matches: withAlt('KeyT') },
  panic: {
    keys: ['Alt', 'Shift', 'X'],
    title: 'Stop all plugin trading at once',
    matches: (e) => e.code === 'KeyX' && e.altKey && e.shiftKey && !e.ctrlKey && !e.metaKey,
  },
  wholeChart: { keys: ['Alt', 'M'], title: 'Chart only, or all panels', matches: withAlt('KeyM') },
  help: {
    keys: ['Ctrl', '/'],
    title: 'Show the shortcuts',
    matches: (e) => e.key === '/' && (e.ctrlKey || e.metaKey) && !e.altKey,
  },
} as const satisfies Record<string, Shortcut>;

export type ShortcutName = keyof typeof shortcuts;

/** Keys of the focused chart, which its own panel handles. */
export const chartKeys: readonly Omit<Shortcut, 'matches'>[] = [
  { keys: ['←', '→'], title: 'Move the crosshair; with Shift by ten bars, and while a replay is on' },
  { keys: ['+', '−'], title: 'Zoom' },
  { keys: ['Home', 'End'], title: 'Oldest, newest bars' },
  { keys: ['Esc'], title: 'Clear the crosshair' },
];

/** What has its own use for a key, the nearer the better: typing, choosing, moving a separator. */
const keepsKeys =
  'input:not([type="radio"]), textarea, select, [contenteditable], [role="dialog"], [role="menu"], [role="listbox"]';
const keepsSpace = 'button, a, [role="switch"], [role="tab"], [role="radio"], input';
const keepsArrows = '[role="tab"], [role="separator"], input';

/** The shortcut that a key press means where it happened; undefined for none. */
export function findShortcut(event: KeyboardEvent): ShortcutName | undefined {
  const target = event.target instanceof Element ? event.target : undefined;
  // Nothing may stand in the way of this one, not even typing.
  if (shortcuts.panic.matches(event)) return event.repeat ? undefined : 'panic';
  if (event.defaultPrevented || target?.closest(keepsKeys)) return undefined;
  const names = Object.keys(shortcuts) as ShortcutName[];
  const name = names.find((one) => shortcuts[one].matches(event));
  // Held down, only a step is meant more than once.
  if (event.repeat && name !== 'step') return undefined;
  if (name === 'playPause' && target?.closest(keepsSpace)) return undefined;
  if (name === 'step' && target?.closest(keepsArrows)) return undefined;
  return name;
}
