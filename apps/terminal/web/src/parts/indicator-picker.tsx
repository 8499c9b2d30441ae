/** Finds an indicator and puts it on the chart, by keyboard or pointer. Built from recorded contributions: no plugin runs for it. */

import { Badge, Dialog, Icon, joinClasses, Kbd, StatusWord, TextField } from '@omnitrade/ui';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type IndicatorContribution, isIndicator } from '../chart/chart-model.ts';
import { createTroubleSelector, type PluginTrouble } from '../state/plugin-trouble.ts';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import styles from './indicator-picker.module.css';
import { toStateWord } from './plugin-order.ts';
import { searchIndicators } from './search-indicators.ts';

const optionId = (at: number) => `indicator-option-${at}`;

export function IndicatorPicker({ onClose }: { readonly onClose: () => void }) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const indicators = useMemo(() => contributions.filter(isIndicator), [contributions]);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const search = useRef<HTMLInputElement>(null);
  const hits = useMemo(() => searchIndicators(indicators, query), [indicators, query]);
  const at = Math.min(chosen, hits.length - 1);

  const add = async (indicator: IndicatorContribution | undefined) => {
    if (indicator === undefined) return;
    const { contribution, info } = indicator;
    if (await ask(`Add ${info.title}`, { type: 'add-indicator', contribution, inputs: {} })) onClose();
  };
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step !== undefined) setChosen(Math.max(0, Math.min(hits.length - 1, at + step)));
    else if (event.key === 'Enter') void add(hits[at]);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title="Indicators" size="wide" initialFocus={search} onClose={onClose}>
      <TextField
        ref={search}
        icon="search"
        placeholder="Search, for example RSI or moving average"
        aria-label="Search indicators"
        role="combobox"
        aria-expanded="true"
        aria-controls="indicator-list"
        aria-activedescendant={at >= 0 ? optionId(at) : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <div id="indicator-list" className={styles.list} role="listbox" aria-label="Indicators">
        {hits.map((indicator, row) => (
          <Option
            key={indicator.contribution}
            id={optionId(row)}
            indicator={indicator}
            chosen={row === at}
            onPoint={() => setChosen(row)}
            onTake={() => void add(indicator)}
          />
        ))}
      </div>
      {hits.length === 0 && <Nothing query={query} any={indicators.length > 0} />}
      <p className={styles.foot}>
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> choose <Kbd>Enter</Kbd> add <Kbd>Esc</Kbd> close
      </p>
    </Dialog>
  );
}

function Nothing({ query, any }: { readonly query: string; readonly any: boolean }) {
  return (
    <p className={styles.nothing} role="status">
      {any ? (
        <>
          No indicator matches <bdi>“{query.slice(0, 60)}”</bdi>.
        </>
      ) : (
        'No plugin that is enabled brings indicators.'
      )}
    </p>
  );
}

interface OptionProps {
  readonly id: string;
  readonly indicator: IndicatorContribution;
  readonly chosen: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
}

function Option({ id, indicator, chosen, onPoint, onTake }: OptionProps) {
  const { info, plugin, contribution } = indicator;
  const element = useRef<HTMLDivElement>(null);
  const used = useTerminalState((state) =>
    state.chart?.state === 'ready'
      ? state.chart.chart.indicators.filter((one) => one.contribution === contribution).length
      : 0,
  );
  const trouble = useTerminalState(useMemo(() => createTroubleSelector(plugin), [plugin]));
  useEffect(() => {
    if (chosen) element.current?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the search field holds the focus and takes the keys
    <div
      ref={element}
      id={id}
      className={styles.option}
      role="option"
      aria-selected={chosen}
      onMouseMove={onPoint}
      onClick={onTake}
    >
      <span className={styles.icon}>
        <Icon name="indicators" size={15} />
      </span>
      <span className={styles.title}>
        <bdi>{info.title}</bdi>
        {info.shortTitle && <Badge>{info.shortTitle}</Badge>}
        {trouble && <Trouble state={trouble.state} />}
      </span>
      <span className={styles.used}>{used > 0 && `${used} on the chart`}</span>
      <span className={joinClasses(styles.text, trouble && styles.reason)} title={trouble?.reason}>
        <bdi>{trouble?.reason ?? info.description ?? ''}</bdi>
      </span>
      <span className={styles.plugin}>{plugin}</span>
    </div>
  );
}

/** It can be added all the same: it stands on the chart and lives when its plugin is well again. */
function Trouble({ state }: Pick<PluginTrouble, 'state'>) {
  const [tone, word] = toStateWord({ state, wanted: 'enabled' });
  return <StatusWord tone={tone}>{word}</StatusWord>;
}
