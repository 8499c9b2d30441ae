/** Extension points `component.command` and `component.menu`: something a plugin does when its user says so. */

import type { UiIconName } from './component-panel.ts';

/** Modifiers, then one letter or digit: what a command may ask for. The terminal's own keys go first. */
export const commandKeysPattern = /^(?:(?:Ctrl|Alt)\+)(?:Shift\+)?[A-Z0-9]$/;

export interface CommandInfo {
  /** As the palette shows it: a verb first. */
  readonly title: string;
  readonly description?: string;
  readonly icon?: UiIconName;
  /** For example `Alt+Shift+O`. */
  readonly keys?: string;
}

export const menuPlaces = ['chart', 'indicator'] as const;
export type MenuPlace = (typeof menuPlaces)[number];

export interface MenuEntryInfo {
  readonly title: string;
  readonly icon?: UiIconName;
  /** chart: the menu of the chart · indicator: that of one indicator on it. */
  readonly menu: MenuPlace;
}

/** What it was chosen on; empty for a plugin that does not hold `charts:read`. */
export interface CommandContext {
  readonly instrument?: string;
  readonly timeframe?: string;
  /** The contribution id of the indicator whose menu it was. */
  readonly indicator?: string;
}

/** What an author writes. */
export interface CommandDef extends CommandInfo {
  readonly id: string;
  run(context: CommandContext): void | Promise<void>;
}
export interface MenuEntryDef extends MenuEntryInfo {
  readonly id: string;
  run(context: CommandContext): void | Promise<void>;
}
