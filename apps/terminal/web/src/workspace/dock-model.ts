/** Turns our layout into the docking library's model and back: nothing else knows the library's words. */

import type { PanelPlacement } from '@omnitrade/contracts';
import {
  DockLocation,
  type IJsonModel,
  type IJsonRowNode,
  type IJsonTabNode,
  type IJsonTabSetNode,
  type Model,
} from 'flexlayout-react';
import {
  type Layout,
  type LayoutNode,
  type LayoutRow,
  type LayoutTabs,
  layoutVersion,
  type PanelRef,
} from './layout.ts';
import { panelTitle } from './panel-titles.ts';

/** The tab strip of the chart would only say "Chart". */
const bare = 'chart';

type TitleOf = (panel: PanelRef) => string;

export function toDockModel({ root }: Layout, titleOf: TitleOf = ({ panelType }) => panelTitle(panelType)): IJsonModel {
  return {
    global: {
      tabEnableClose: false,
      tabEnableRename: false,
      tabEnableScrollbars: false,
      tabSetEnableMaximize: true,
      tabSetMinWidth: 340,
      tabSetMinHeight: 120,
    },
    borders: [],
    layout: toRow(root, titleOf),
  };
}

function toRow(row: LayoutRow, titleOf: TitleOf): IJsonRowNode {
  return { type: 'row', weight: row.weight, children: row.children.map((node) => toNode(node, titleOf)) };
}

function toNode(node: LayoutNode, titleOf: TitleOf): IJsonRowNode | IJsonTabSetNode {
  if (node.kind === 'row') return toRow(node, titleOf);
  const isBare = node.panels.length === 1 && node.panels[0]?.panelType === bare;
  return {
    type: 'tabset',
    weight: node.weight,
    selected: node.active,
    ...(isBare && { enableTabStrip: false, enableDrop: false, enableDeleteWhenEmpty: false }),
    children: node.panels.map((panel) => toTab(panel, titleOf(panel))),
  };
}

/** A panel stands in one place only: its tab is named after it. */
export const toTabId = ({ panelType, pluginId }: PanelRef): string =>
  pluginId === undefined ? panelType : `${pluginId}/${panelType}`;

/** Only panels of plugins can be closed: the page's own have no way back. */
export function toTab(panel: PanelRef, name: string): IJsonTabNode {
  const { panelType, pluginId, state } = panel;
  return {
    type: 'tab',
    id: toTabId(panel),
    name,
    component: panelType,
    enableClose: pluginId !== undefined,
    config: { pluginId, state },
  };
}

/** Beside which node a new panel goes, and on which side: with the plugins on the right, else at an edge of the chart. */
export function findPlace(
  model: Model,
  placement: PanelPlacement,
): { readonly beside: string; readonly location: DockLocation } | undefined {
  const setOf = (tab: string) => model.getNodeById(tab)?.getParent()?.getId();
  const side = setOf('plugins') ?? setOf('events');
  const chart = setOf(bare) ?? model.getRootRow()?.getId() ?? '';
  if (placement === 'left') return { beside: chart, location: DockLocation.LEFT };
  if (placement === 'bottom') return { beside: chart, location: DockLocation.BOTTOM };
  return side === undefined
    ? { beside: chart, location: DockLocation.RIGHT }
    : { beside: side, location: DockLocation.CENTER };
}

export function toLayout(model: IJsonModel): Layout {
  return { version: layoutVersion, root: fromRow(model.layout) };
}

function fromRow(row: IJsonRowNode): LayoutRow {
  const children = (row.children ?? []).flatMap((child) => {
    const node = child.type === 'tabset' ? fromTabs(child as IJsonTabSetNode) : fromRow(child as IJsonRowNode);
    return node === undefined || (node.kind === 'row' && node.children.length === 0) ? [] : [node];
  });
  return { kind: 'row', weight: row.weight ?? 100, children };
}

/** Undefined for a tab set without panels: it is not worth saving. */
function fromTabs(set: IJsonTabSetNode): LayoutTabs | undefined {
  const panels = (set.children ?? []).map(fromTab);
  if (panels.length === 0) return undefined;
  return { kind: 'tabs', weight: set.weight ?? 100, active: Math.max(0, set.selected ?? 0), panels };
}

function fromTab({ component, config }: IJsonTabNode): PanelRef {
  const { pluginId, state } = (config ?? {}) as Partial<PanelRef>;
  return {
    panelType: component ?? '',
    ...(pluginId !== undefined && { pluginId }),
    ...(state !== undefined && { state }),
  };
}
