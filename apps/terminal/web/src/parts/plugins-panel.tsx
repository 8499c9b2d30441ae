/** The installed plugins: state, cost, and the switch. */

import { Button, Notice, PlainHeader, SortHeader } from '@omnitrade/ui';
import { useCallback, useEffect, useRef, useState } from 'react';
import { openAccess } from '../access/access-store.ts';
import type { PluginRow } from '../state/terminal-state.ts';
import { useTerminalState } from '../state/use-terminal.ts';
import { keepOrder, type PluginSort, sortPlugins } from './plugin-order.ts';
import { PluginRows } from './plugin-rows.tsx';
import styles from './plugins-panel.module.css';

export function PluginsPanel() {
  const plugins = useTerminalState((state) => state.plugins);
  const known = useTerminalState((state) => state.run !== undefined);
  const [sort, setSort] = useState<PluginSort>({ key: 'name', down: false });
  const { order, area } = useCalmOrder(plugins, sort);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => {
    setOpen((before) => {
      const after = new Set(before);
      if (!after.delete(id)) after.add(id);
      return after;
    });
  }, []);

  if (known && plugins.length === 0)
    return (
      <Notice icon="plugin" title="No plugins are installed" action={<Install />}>
        <p>
          Drop its .otp file here, or install it with <code>omnitrade install FILE.otp</code>; it appears here at once.
        </p>
      </Notice>
    );
  const byId = new Map(plugins.map((plugin) => [plugin.id, plugin]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section ref={area} className={styles.panel} aria-label="Plugins" tabIndex={0}>
      <table className={styles.table}>
        <colgroup>
          <col className={styles.name} />
          <col className={styles.state} />
          <col className={styles.cpu} />
          <col className={styles.heap} />
          <col className={styles.turns} />
          <col className={styles.p95} />
          <col className={styles.switch} />
          <col className={styles.actions} />
        </colgroup>
        <thead>
          <tr>
            <SortHeader sortKey="name" sort={sort} onSort={setSort}>
              Plugin
            </SortHeader>
            <SortHeader sortKey="state" sort={sort} onSort={setSort}>
              State
            </SortHeader>
            <SortHeader sortKey="cpu" sort={sort} onSort={setSort} downFirst align="right">
              CPU ms
            </SortHeader>
            <SortHeader sortKey="heap" sort={sort} onSort={setSort} downFirst align="right">
              Heap MB
            </SortHeader>
            <SortHeader sortKey="turns" sort={sort} onSort={setSort} downFirst align="right">
              Turns
            </SortHeader>
            <SortHeader sortKey="p95" sort={sort} onSort={setSort} downFirst align="right">
              p95 ms
            </SortHeader>
            <PlainHeader>
              <span className="aside-text">Enabled</span>
            </PlainHeader>
            <PlainHeader>
              <span className="aside-text">Actions</span>
            </PlainHeader>
          </tr>
        </thead>
        {order.map((id) => {
          const plugin = byId.get(id);
          return plugin && <PluginRows key={id} plugin={plugin} open={open.has(id)} onToggle={toggle} />;
        })}
      </table>
      <p className={styles.foot}>
        <Install />
      </p>
    </section>
  );
}

const Install = () => (
  <Button icon="plus" onClick={() => openAccess({ kind: 'install' })}>
    Install a plugin
  </Button>
);

const resortEveryMs = 5000;

/** Sorts when asked to, and now and then while nobody points at the table or works in it. */
function useCalmOrder(plugins: readonly PluginRow[], sort: PluginSort) {
  const area = useRef<HTMLElement>(null);
  const [kept, setKept] = useState({ sort, order: sortPlugins(plugins, sort), time: 0 });
  const order = kept.sort === sort ? keepOrder(kept.order, plugins) : sortPlugins(plugins, sort);

  useEffect(() => {
    setKept((before) => {
      const busy = area.current?.matches(':hover, :focus-within') === true;
      const due = before.sort !== sort || (!busy && Date.now() - before.time > resortEveryMs);
      return due ? { sort, order: sortPlugins(plugins, sort), time: Date.now() } : before;
    });
  }, [plugins, sort]);
  return { order, area };
}
