/** The bar at the bottom: how server, runners and connection are doing. */

import type { ServerVitals } from '@omnitrade/contracts';
import { Badge, Icon, joinClasses, Tooltip } from '@omnitrade/ui';
import { lazy, type ReactNode, Suspense } from 'react';
import { useTerminalState } from '../state/use-terminal.ts';
import { ChartCredit } from './chart-credit.tsx';
import { Clock } from './clock.tsx';
import styles from './status-bar.module.css';
import { toMegabytes } from './usage-text.ts';

const Widgets = lazy(async () => ({ default: (await import('../panels/widgets.tsx')).Widgets }));

/** A gap this long in the server's loop is worth a colour. */
const slowLoopMs = 30;

export function StatusBar() {
  const vitals = useTerminalState((state) => state.vitals);
  const version = useTerminalState((state) => state.version);
  return (
    <footer className={styles.bar}>
      <PluginCount />
      <Runners vitals={vitals} />
      <Item
        wide
        name="Server"
        hint="Memory of the terminal server, and the longest time its loop was busy with one thing in the last second."
      >
        {vitals ? (
          <>
            {toMegabytes(vitals.rssBytes)} MB
            <span className={vitals.loopGapMs > slowLoopMs ? styles.slow : styles.soft}>
              loop gap {vitals.loopGapMs.toFixed(0)} ms
            </span>
          </>
        ) : (
          '–'
        )}
      </Item>
      <Latency />
      <span className={styles.right}>
        <Suspense>
          <Widgets />
        </Suspense>
        <ChartCredit />
        <DeveloperMode />
        {version && <span className={styles.name}>v{version}</span>}
        <Clock />
      </span>
    </footer>
  );
}

function PluginCount() {
  const active = useTerminalState((state) => state.plugins.filter((one) => one.state === 'active').length);
  const broken = useTerminalState(
    (state) => state.plugins.filter((one) => one.state === 'failed' || one.state === 'quarantined').length,
  );
  return (
    <Item name="Plugins" hint="Plugins that run, and plugins that failed or were stopped for good.">
      {active} active
      {broken > 0 && (
        <span className={styles.broken}>
          <Icon name="alert" size={11} /> {broken} failed
        </span>
      )}
    </Item>
  );
}

/** Code that nobody has signed runs here: said for as long as it does. */
function DeveloperMode() {
  const names = useTerminalState((state) =>
    state.plugins
      .filter(({ trust, wanted }) => trust === 'developer' && wanted === 'enabled')
      .map(({ displayName }) => displayName)
      .join(', '),
  );
  if (names === '') return null;
  return (
    <Item
      name=""
      hint={
        <>
          Run from folders of this computer, signed by nobody: <bdi>{names}</bdi>. They cannot trade live.
        </>
      }
    >
      <Badge tone="warn">Developer mode</Badge>
    </Item>
  );
}

function Runners({ vitals }: { readonly vitals: ServerVitals | undefined }) {
  const runners = vitals?.runners ?? [];
  const bytes = runners.reduce((sum, runner) => sum + runner.rssBytes, 0);
  return (
    <Item
      name="Runners"
      hint={
        runners.length === 0
          ? 'Processes that hold the plugins; none has been needed yet.'
          : runners.map(({ pid, kind, rssBytes, plugins, restarts }) => (
              <span key={pid} className={styles.runner}>
                {kind} {pid}: {plugins} {plugins === 1 ? 'plugin' : 'plugins'}, {toMegabytes(rssBytes)} MB
                {restarts > 0 && `, restarted ${restarts} ${restarts === 1 ? 'time' : 'times'}`}
              </span>
            ))
      }
    >
      {vitals ? runners.length : '–'}
      {runners.length > 0 && <span className={styles.soft}>{toMegabytes(bytes)} MB</span>}
    </Item>
  );
}

function Latency() {
  const latency = useTerminalState((state) => state.latencyMs);
  const link = useTerminalState((state) => state.link.state);
  return (
    <Item name="Connection" hint="How long the terminal takes to answer this page.">
      {link === 'live' ? 'live' : link === 'lost' ? 'reconnecting' : 'connecting'}
      {link === 'live' && latency !== undefined && (
        <span className={styles.soft}>{Math.max(1, Math.round(latency))} ms</span>
      )}
    </Item>
  );
}

interface ItemProps {
  readonly name: string;
  readonly hint: ReactNode;
  /** Keeps room for what comes with the first figures. */
  readonly wide?: boolean;
  readonly children: ReactNode;
}

function Item({ name, hint, wide = false, children }: ItemProps) {
  return (
    <Tooltip text={<span className={styles.hint}>{hint}</span>} side="top">
      <button type="button" className={styles.item}>
        {name && <span className={styles.name}>{name}</span>}
        <span className={joinClasses(styles.value, wide && styles.wide)}>{children}</span>
      </button>
    </Tooltip>
  );
}
