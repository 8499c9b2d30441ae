/** The workspace with the page's own panels in it. */

import type { Ref } from 'react';
import { PluginPanel } from '../panels/plugin-panel.tsx';
import { ChartPanel } from '../parts/chart-panel.tsx';
import { EventsPanel } from '../parts/events-panel.tsx';
import { MissingPanel } from '../parts/missing-panel.tsx';
import { PluginsPanel } from '../parts/plugins-panel.tsx';
import { TradingPanel } from '../trading/trading-panel.tsx';
import type { Layout, PanelRef } from './layout.ts';
import { Workspace, type WorkspaceActions } from './workspace.tsx';

function renderPanel(panelType: string, pluginId: string | undefined) {
  if (pluginId !== undefined) return <PluginPanel contribution={`${pluginId}/${panelType}`} />;
  switch (panelType) {
    case 'chart':
      return <ChartPanel />;
    case 'plugins':
      return <PluginsPanel />;
    case 'trading':
      return <TradingPanel />;
    case 'events':
      return <EventsPanel />;
    default:
      return <MissingPanel panelType={panelType} />;
  }
}

export interface PanelWorkspaceProps {
  readonly initial: Layout | undefined;
  readonly actions: Ref<WorkspaceActions>;
  readonly titleOf: (panel: PanelRef) => string;
  readonly onChange: (layout: Layout) => void;
}

export function PanelWorkspace({ initial, actions, titleOf, onChange }: PanelWorkspaceProps) {
  return <Workspace ref={actions} initial={initial} renderPanel={renderPanel} titleOf={titleOf} onChange={onChange} />;
}
