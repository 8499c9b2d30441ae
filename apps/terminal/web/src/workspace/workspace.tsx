/** Panels in a layout that can be resized, rearranged and reset. The only file that renders the docking library. */

import 'flexlayout-react/style/underline.css';
import './workspace.css';
import type { PanelPlacement } from '@omnitrade/contracts';
import { Icon } from '@omnitrade/ui';
import {
  type Action,
  Actions,
  Layout as Dock,
  type ILayoutProps,
  Model,
  type TabNode,
  TabSetNode,
} from 'flexlayout-react';
import { type ReactNode, type Ref, useCallback, useImperativeHandle, useMemo, useRef, useState } from 'react';
import { findPlace, toDockModel, toLayout, toTab, toTabId } from './dock-model.ts';
import { defaultLayout, type Layout, type PanelRef } from './layout.ts';

export interface WorkspaceActions {
  reset(): void;
  /** Gives a panel the whole workspace, or takes it back. */
  toggleWhole(panelType: string): void;
  /** Shows a panel of the page's own; one that a saved layout does not know yet is added to it. */
  reveal(panelType: string, title: string): void;
  /** Shows a panel of a plugin: where it stands already, else where it asks to stand. */
  openPanel(panel: PanelRef, title: string, placement: PanelPlacement): void;
}

export interface WorkspaceProps {
  readonly initial: Layout | undefined;
  readonly ref?: Ref<WorkspaceActions>;
  /** `pluginId` is the plugin whose panel it is; undefined for the page's own. */
  readonly renderPanel: (panelType: string, pluginId: string | undefined) => ReactNode;
  readonly titleOf: (panel: PanelRef) => string;
  /** A user's change has settled. */
  readonly onChange: (layout: Layout) => void;
}

const icons: ILayoutProps['icons'] = {
  maximize: <Icon name="maximize" size={13} />,
  restore: <Icon name="restore" size={13} />,
};
/** The library's words in ours. */
const words: Readonly<Record<string, string>> = {
  'flexlayout.ui.close.tab': 'Close',
  'flexlayout.ui.maximize.tabset': 'Enlarge',
  'flexlayout.ui.restore.tabset': 'Back to the layout',
  'flexlayout.ui.splitter': 'Resize the panels',
};
const translate = (key: string) => words[key] ?? key;
const saveAfterMs = 400;
/** Changes that are not part of the layout. */
const passing: ReadonlySet<string> = new Set([Actions.SET_ACTIVE_TABSET, Actions.MAXIMIZE_TOGGLE]);

export function Workspace({ initial, ref, renderPanel, titleOf, onChange }: WorkspaceProps) {
  const [model, setModel] = useState(() => Model.fromJson(toDockModel(initial ?? defaultLayout, titleOf)));
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const save = useCallback(
    (changed: Model) => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => onChange(toLayout(changed.toJson())), saveAfterMs);
    },
    [onChange],
  );

  useImperativeHandle(
    ref,
    () => ({
      reset() {
        const fresh = Model.fromJson(toDockModel(defaultLayout, titleOf), model);
        setModel(fresh);
        save(fresh);
      },
      toggleWhole(panelType) {
        const set = model.getNodeById(panelType)?.getParent();
        if (set instanceof TabSetNode) model.doAction(Actions.maximizeToggle(set.getId()));
      },
      reveal(panelType, title) {
        const place = findPlace(model, 'right');
        if (model.getNodeById(panelType)) model.doAction(Actions.selectTab(panelType));
        else if (place)
          model.doAction(Actions.addTab(toTab({ panelType }, title), place.beside, place.location, -1, true));
      },
      openPanel(panel, title, placement) {
        const id = toTabId(panel);
        if (model.getNodeById(id)) {
          model.doAction(Actions.selectTab(id));
          return;
        }
        const place = findPlace(model, placement);
        if (place) model.doAction(Actions.addTab(toTab(panel, title), place.beside, place.location, -1, true));
      },
    }),
    [model, save, titleOf],
  );

  const factory = useMemo(
    () => (node: TabNode) => {
      const { pluginId } = (node.getConfig() ?? {}) as Partial<PanelRef>;
      return renderPanel(node.getComponent() ?? '', pluginId);
    },
    [renderPanel],
  );
  return (
    <Dock
      model={model}
      factory={factory}
      icons={icons}
      i18nTranslator={translate}
      realtimeResize
      invalidateTabContentOnParentRender={false}
      onModelChange={(changed: Model, action: Action) => {
        if (!passing.has(action.type)) save(changed);
      }}
    />
  );
}
