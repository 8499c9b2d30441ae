/** One plugin in the list: its figures, its error, and on request its details. */

import { Badge, Button, Cell, Icon, joinClasses, NumberCell, StatusWord } from '@omnitrade/ui';
import { memo } from 'react';
import { AccessEntry } from '../access/access-entry.tsx';
import { PluginMenu } from '../plugin-actions/plugin-menu.tsx';
import { PluginSwitch } from '../plugin-actions/plugin-switch.tsx';
import type { PluginRow } from '../state/terminal-state.ts';
import { useTerminal } from '../state/use-terminal.ts';
import { toStateWord } from './plugin-order.ts';
import { PluginPerformance } from './plugin-performance.tsx';
import styles from './plugin-rows.module.css';
import { toCount, toMegabytes, toMilliseconds } from './usage-text.ts';

export interface PluginRowsProps {
  readonly plugin: PluginRow;
  readonly open: boolean;
  readonly onToggle: (id: string) => void;
}

export const PluginRows = memo(function PluginRows({ plugin, open, onToggle }: PluginRowsProps) {
  const { id, usage, cpuRate, error } = plugin;
  const [tone, word] = toStateWord(plugin);
  return (
    <tbody className={styles.plugin}>
      <tr className={styles.row}>
        <th scope="row" className={styles.head}>
          <Name plugin={plugin} open={open} onToggle={onToggle} />
        </th>
        <Cell>
          <StatusWord tone={tone}>{word}</StatusWord>
        </Cell>
        <NumberCell
          value={toMilliseconds(usage.cpuMs)}
          below={cpuRate === undefined ? ' ' : `${toMilliseconds(cpuRate)}/s`}
        />
        <NumberCell value={toMegabytes(usage.heapBytes)} />
        <NumberCell value={toCount(usage.turns)} below={`p95 ${toMilliseconds(usage.turnMs.p95)}`} />
        <NumberCell value={toMilliseconds(usage.turnMs.p95)} />
        <Cell>
          <PluginSwitch id={id} name={plugin.displayName} enabled={plugin.wanted === 'enabled'} />
        </Cell>
        <Cell>
          <Actions plugin={plugin} />
        </Cell>
      </tr>
      {error && <ErrorRow id={id} name={plugin.displayName} message={error.message} />}
      {open && <Details plugin={plugin} />}
    </tbody>
  );
});

/** Memoised on what it offers, so that live figures leave an open menu alone. */
const Actions = memo(PluginMenu, ({ plugin: a }, { plugin: b }) => {
  const same = (['id', 'displayName', 'version', 'pinned', 'configurable'] as const).every((key) => a[key] === b[key]);
  return same && a.older?.join() === b.older?.join();
});

function Name({ plugin, open, onToggle }: PluginRowsProps) {
  const { id, displayName, version } = plugin;
  return (
    <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => onToggle(id)}>
      <span className={styles.letter} style={{ color: `var(--plot-${toColor(id)})` }} aria-hidden="true">
        {[...displayName.trim()][0]?.toUpperCase() ?? '?'}
      </span>
      <span className={styles.names}>
        <span className={styles.first}>
          <bdi className={styles.display}>{displayName}</bdi>
          <span className={styles.version}>{version}</span>
        </span>
        <span className={styles.second}>
          <span className={styles.id}>{id}</span>
          {plugin.pinned && <Badge>pinned</Badge>}
          {plugin.trust === 'private' && <Badge>private</Badge>}
          {plugin.trust === 'developer' && <Badge tone="warn">developer</Badge>}
        </span>
      </span>
      <span className={joinClasses(styles.chevron, open && styles.open)}>
        <Icon name="chevron-right" size={12} />
      </span>
    </button>
  );
}

/** The same colour for the same plugin, every time. */
function toColor(id: string): number {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 8;
  return sum;
}

function ErrorRow({ id, name, message }: { readonly id: string; readonly name: string; readonly message: string }) {
  const { ask } = useTerminal();
  return (
    <tr>
      <td colSpan={8} className={styles.below}>
        <div className={styles.error}>
          <Icon name="alert" size={14} />
          <p>{message}</p>
          <Button icon="retry" onClick={() => void ask(`Start ${name} again`, { type: 'retry-plugin', plugin: id })}>
            Retry
          </Button>
        </div>
      </td>
    </tr>
  );
}

function Details({ plugin }: { readonly plugin: PluginRow }) {
  const { description, version, publisher, trust, source, usage } = plugin;
  const facts: readonly (readonly [string, string])[] = [
    ['Version', version],
    ['Publisher', `${publisher}, ${trust}`],
    ['From', source],
    ...(plugin.fingerprint === undefined ? [] : [['Key', plugin.fingerprint] as const]),
  ];
  return (
    <tr>
      <td colSpan={8} className={styles.below}>
        <div className={styles.details}>
          {description && (
            <p>
              <bdi>{description}</bdi>
            </p>
          )}
          <dl className={styles.facts}>
            {facts.map(([name, value]) => (
              <div key={name} className={styles.fact}>
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
          <PluginPerformance name={plugin.displayName} usage={usage} />
          <AccessEntry plugin={plugin.id} />
        </div>
      </td>
    </tr>
  );
}
