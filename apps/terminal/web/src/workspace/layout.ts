/** The layout of the page in our own words: what is saved, whatever docking library draws it. */

import type { JsonObject } from '@omnitrade/contracts';

export const layoutVersion = 1;

/** A panel of the page itself, or later of a plugin; `state` is the panel's own. */
export interface PanelRef {
  readonly panelType: string;
  readonly pluginId?: string;
  readonly state?: JsonObject;
}

/** Panels behind one tab strip. */
export interface LayoutTabs {
  readonly kind: 'tabs';
  /** Share of the row or column it stands in. */
  readonly weight: number;
  readonly active: number;
  readonly panels: readonly PanelRef[];
}

/** Children side by side; a row within a row stacks its children, and so on by turns. */
export interface LayoutRow {
  readonly kind: 'row';
  readonly weight: number;
  readonly children: readonly LayoutNode[];
}

export type LayoutNode = LayoutRow | LayoutTabs;

export interface Layout {
  readonly version: typeof layoutVersion;
  readonly root: LayoutRow;
}

export const defaultLayout: Layout = {
  version: layoutVersion,
  root: {
    kind: 'row',
    weight: 100,
    children: [
      { kind: 'tabs', weight: 64, active: 0, panels: [{ panelType: 'chart' }] },
      {
        kind: 'tabs',
        weight: 36,
        active: 0,
        panels: [{ panelType: 'plugins' }, { panelType: 'events' }, { panelType: 'trading' }],
      },
    ],
  },
};

const maxDepth = 8;
const maxNodes = 200;

/** Reads a stored layout; undefined for anything that is not one, so that the default comes instead. */
export function parseLayout(json: unknown): Layout | undefined {
  if (!isRecord(json) || json.version !== layoutVersion) return undefined;
  const budget = { nodes: maxNodes };
  const root = parseNode(json.root, 1, budget);
  return root?.kind === 'row' && listPanels(root).length > 0 ? { version: layoutVersion, root } : undefined;
}

export function listPanels(node: LayoutNode): PanelRef[] {
  return node.kind === 'tabs' ? [...node.panels] : node.children.flatMap(listPanels);
}

function parseNode(json: unknown, depth: number, budget: { nodes: number }): LayoutNode | undefined {
  budget.nodes -= 1;
  if (!isRecord(json) || depth > maxDepth || budget.nodes < 0) return undefined;
  const { kind, weight } = json;
  if (typeof weight !== 'number' || !(weight > 0 && weight <= 1e6)) return undefined;
  if (kind === 'tabs') return parseTabs(json, weight);
  if (kind !== 'row' || !Array.isArray(json.children) || json.children.length === 0) return undefined;
  const children: LayoutNode[] = [];
  for (const child of json.children) {
    const node = parseNode(child, depth + 1, budget);
    if (node === undefined) return undefined;
    children.push(node);
  }
  return { kind: 'row', weight, children };
}

function parseTabs(json: Record<string, unknown>, weight: number): LayoutTabs | undefined {
  const { active, panels } = json;
  if (!Array.isArray(panels) || panels.length === 0 || panels.length > maxNodes) return undefined;
  const refs: PanelRef[] = [];
  for (const panel of panels) {
    if (!isRecord(panel) || typeof panel.panelType !== 'string' || panel.panelType === '') return undefined;
    refs.push({
      panelType: panel.panelType,
      ...(typeof panel.pluginId === 'string' && { pluginId: panel.pluginId }),
      ...(isRecord(panel.state) && { state: panel.state as JsonObject }),
    });
  }
  const chosen = Number.isSafeInteger(active) && (active as number) >= 0 && (active as number) < refs.length;
  return { kind: 'tabs', weight, active: chosen ? (active as number) : 0, panels: refs };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
