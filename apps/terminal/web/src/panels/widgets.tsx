/** The widgets of all plugins, in the status bar. */

import { PluginView } from '@omnitrade/ui';
import { useMemo } from 'react';
import { useTerminalState } from '../state/use-terminal.ts';
import { isWidget } from './panel-contributions.ts';
import { usePanel } from './use-panel.ts';
import styles from './widgets.module.css';

/** More would push the terminal's own figures out of the bar. */
const maxWidgets = 6;

export function Widgets() {
  const contributions = useTerminalState((state) => state.contributions);
  const widgets = useMemo(() => contributions.filter(isWidget).slice(0, maxWidgets), [contributions]);
  return widgets.map(({ contribution, info, plugin }) => (
    <Widget key={contribution} contribution={contribution} title={info.title} plugin={plugin} />
  ));
}

interface WidgetProps {
  readonly contribution: string;
  readonly title: string;
  readonly plugin: string;
}

/** One that fails is silent here: the list of plugins and the events say why. */
function Widget({ contribution, title, plugin }: WidgetProps) {
  const { link, state } = usePanel(contribution, 'widget');
  if (!link || state?.status !== 'live') return null;
  return (
    <span className={styles.widget} title={`${title}, by the plugin ${plugin}`}>
      <PluginView store={link.store} label={`${title}, by the plugin ${plugin}`} surface="widget" />
    </span>
  );
}
