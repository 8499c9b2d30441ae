/** Shows what a plugin has drawn: each node becomes the component of its name, and nothing else becomes anything. */

import type { UiComponentName, UiNode } from '@omnitrade/contracts';
import { createContext, type ReactNode, useCallback, useContext, useSyncExternalStore } from 'react';
import { boxes } from './boxes.tsx';
import { fields } from './fields.tsx';
import { figures } from './figures.tsx';
import type { PanelStore } from './panel-store.ts';
import styles from './plugin-view.module.css';
import type { ViewOf } from './view.ts';
import { words } from './words.tsx';

/** By name; a Map, so that no name reaches what every object has. */
const views = new Map(
  Object.entries({ ...boxes, ...words, ...fields, ...figures } satisfies Record<UiComponentName, ViewOf>),
);

const StoreContext = createContext<PanelStore | undefined>(undefined);

export interface PluginViewProps {
  readonly store: PanelStore;
  /** Names the region for those who do not see it. */
  readonly label: string;
  readonly surface?: 'panel' | 'widget';
}

export function PluginView({ store, label, surface = 'panel' }: PluginViewProps) {
  return (
    <StoreContext value={store}>
      <section className={styles[surface]} aria-label={label}>
        <NodeView id={0} />
      </section>
    </StoreContext>
  );
}

function NodeView({ id }: { readonly id: number }): ReactNode {
  const store = useContext(StoreContext) as PanelStore;
  useSyncExternalStore(
    useCallback((listener) => store.subscribe(id, listener), [store, id]),
    () => store.version(id),
  );
  const node = store.node(id);
  if (!node) return null;
  if (node.type === '') return node.text;
  const children = toChildren(node, store);
  if (node.type === 'root') return children;
  const View = views.get(node.type);
  if (!View) return null;
  const act = (event: string, value?: unknown) => store.act(node.id, event, value);
  return (
    <View node={node} act={act} ack={store.ack}>
      {children}
    </View>
  );
}

/** Text stands in a `bdi` of its own: letters that turn the direction end with it. */
function toChildren(node: UiNode, store: PanelStore): ReactNode {
  return node.children.map((child) => {
    const key = `${store.epoch}:${child.id}`;
    return child.type === '' ? (
      <bdi key={key}>
        <NodeView id={child.id} />
      </bdi>
    ) : (
      <NodeView key={key} id={child.id} />
    );
  });
}
