/** Which contributions are panels, widgets, commands and menu entries. */

import type { Contribution, PageContribution, UsablePointId } from '@omnitrade/contracts';

type Of<P extends UsablePointId> = PageContribution & Contribution<P>;

const isOf =
  <P extends UsablePointId>(point: P) =>
  (one: PageContribution): one is Of<P> =>
    one.point === point;

export type PanelContribution = Of<'component.panel'>;
export const isPanel = isOf('component.panel');
export const isWidget = isOf('component.widget');
export type CommandContribution = Of<'component.command'>;
export const isCommand = isOf('component.command');
export const isChartType = isOf('chart.type');
export const isMenuEntry = isOf('component.menu');
export const isShown = (one: PageContribution): one is Of<'component.panel'> | Of<'component.widget'> =>
  isPanel(one) || isWidget(one);
