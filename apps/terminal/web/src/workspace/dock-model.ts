/** Turns our layout into the docking library's model and back: nothing else knows the library's words. */

import type { IJsonModel, IJsonRowNode, IJsonTabNode, IJsonTabSetNode } from 'flexlayout-react';
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

export function toDockModel({ root }: Layout): IJsonModel {
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
    layout: toRow(root),
  };
}

function toRow(row: LayoutRow): IJsonRowNode {
  return { type: 'row', weight: row.weight, children: row.children.map(toNode) };
}

function toNode(node: LayoutNode): IJsonRowNode | IJsonTabSetNode {
  if (node.kind === 'row') return toRow(node);
  const isBare = node.panels.length === 1 && node.panels[0]?.panelType === bare;
  return {
    type: 'tabset',
    weight: node.weight,
    selected: node.active,
    ...(isBare && { enableTabStrip: false, enableDrop: false, enableDeleteWhenEmpty: false }),
    children: node.panels.map(toTab),
  };
}

function toTab(panel: PanelRef): IJsonTabNode {
  const { panelType, pluginId, state } = panel;
  return {
    type: 'tab',
    id: pluginId === undefined ? panelType : `${pluginId}/${panelType}`,
    name: panelTitle(panelType),
    component: panelType,
    config: { pluginId, state },
  };
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
