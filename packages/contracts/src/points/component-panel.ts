/** Extension points `component.panel` and `component.widget`: what a plugin shows, built from the terminal's own components. */

import type { uiIcons } from '../ui/ui-components.ts';

export type UiIconName = (typeof uiIcons)[number];

export const panelPlacements = ['left', 'right', 'bottom', 'center'] as const;
/** Where a panel opens the first time; afterwards it stands where its user put it. */
export type PanelPlacement = (typeof panelPlacements)[number];

export interface PanelInfo {
  readonly title: string;
  readonly description?: string;
  readonly icon?: UiIconName;
  readonly placement: PanelPlacement;
}

/** A small live value in the status bar. */
export interface WidgetInfo {
  readonly title: string;
  readonly description?: string;
}

/** Where a panel or widget is drawn; handed to `render` of `@omnitrade/sdk/ui`, and nothing else can be done with it. */
export interface UiRoot {
  readonly surface: 'panel' | 'widget';
}

/** Draws into `root`; a function it returns is called when the panel closes. What was rendered is removed anyway. */
export type UiMount = (root: UiRoot) => unknown;

/** What an author writes. */
export interface PanelDef extends Omit<PanelInfo, 'placement'> {
  readonly id: string;
  /** 'right' where absent. */
  readonly placement?: PanelPlacement;
  /** Called each time somebody opens the panel. */
  readonly mount: UiMount;
}
export interface WidgetDef extends WidgetInfo {
  readonly id: string;
  readonly mount: UiMount;
}
