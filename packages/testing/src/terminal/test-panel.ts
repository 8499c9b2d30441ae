/** One panel that a test has open: what it shows, and what its user does. */

import { type ErrorJson, type PanelState, type UiNode, UiTree } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { testError } from '../errors.ts';

export interface TestPanel {
  readonly status: PanelState['status'];
  readonly error: ErrorJson | undefined;
  /** All it shows, as one line a node: component, properties, text. */
  readonly text: string;
  /** Every node of a component, in the order in which they stand. */
  all(component: string): readonly UiNode[];
  /** The one node of a component that shows a text, or whose label is it. Throws `test.no-node`. */
  find(component: string, shown?: string): UiNode;
  /** What a user does to a node; resolves when all it leads to is over. */
  act(node: UiNode, event: string, value?: unknown): Promise<void>;
  close(): Promise<void>;
}

export function openTestPanel(host: Host, contribution: string, settle: () => Promise<void>): TestPanel {
  const panel = `test-${contribution}-${Math.random().toString(36).slice(2)}`;
  let tree = new UiTree();
  let state: PanelState | undefined;
  let seq = 0;
  host.panels.open(panel, contribution, {
    onPanel: (next) => {
      state = next;
    },
    onPatch: (_, { reset, records }) => {
      if (reset) tree = new UiTree();
      for (const record of records) tree.apply(record);
    },
  });
  const all = (component: string) => [...walk(tree.root)].filter(({ type }) => type === component);
  return {
    get status() {
      return state?.status ?? 'starting';
    },
    get error() {
      return state?.error;
    },
    get text() {
      return describe(tree.root);
    },
    all,
    find(component, shown) {
      const found = all(component).find((node) => shown === undefined || shows(node, shown));
      if (found) return found;
      const what = shown === undefined ? component : `${component} with ${JSON.stringify(shown)}`;
      throw testError('no-node', { what, shown: describe(tree.root) || 'nothing' });
    },
    async act(node, event, value = null) {
      host.panels.act(panel, node.id, event, value, ++seq);
      await settle();
    },
    async close() {
      host.panels.close(panel);
      await settle();
    },
  };
}

function* walk(node: UiNode): Iterable<UiNode> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

/** Its own properties and the texts below it. */
function shows(node: UiNode, shown: string): boolean {
  return Object.values(node.props).includes(shown) || textOf(node) === shown;
}

const textOf = (node: UiNode): string => (node.type === '' ? node.text : node.children.map(textOf).join(''));

function describe(node: UiNode, depth = 0): string {
  const indent = '  '.repeat(depth);
  const below = node.children.map((child) => describe(child, node.type === 'root' ? depth : depth + 1));
  if (node.type === 'root') return below.join('\n');
  if (node.type === '') return `${indent}${node.text}`;
  const props = Object.entries(node.props).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
  return [`${indent}${node.type}${props.join('')}`, ...below].join('\n');
}
