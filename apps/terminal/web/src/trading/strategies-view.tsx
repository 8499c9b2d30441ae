/** Strategies: pick one, set its inputs, start it, and see what it does and what it is worth. */

import type { DeskRun, OrphanPolicy } from '@omnitrade/contracts';
import { Button, Notice, Select, StatusWord, type Tone } from '@omnitrade/ui';
import { useId, useState } from 'react';
import { type Draft, hasFault, InputForm } from '../parts/input-form.tsx';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { EquityCurve } from './equity-curve.tsx';
import styles from './strategies-view.module.css';

const orphanChoices: readonly { readonly value: OrphanPolicy; readonly label: string }[] = [
  { value: 'cancel', label: 'Cancel its orders' },
  { value: 'leave', label: 'Leave its orders' },
  { value: 'hand-over', label: 'Its orders become mine' },
];

export function StrategiesView({ runs, halted }: { readonly runs: readonly DeskRun[]; readonly halted: boolean }) {
  return (
    <div className={styles.view}>
      <StartForm halted={halted} />
      <ul className={styles.runs} aria-label="Strategies at work">
        {runs.map((run) => (
          <RunCard key={run.id} run={run} />
        ))}
      </ul>
    </div>
  );
}

function StartForm({ halted }: { readonly halted: boolean }) {
  const { ask } = useTerminal();
  const strategies = useTerminalState((state) => state.contributions).flatMap((one) =>
    one.point === 'trading.strategy' ? [one] : [],
  );
  const [picked, setPicked] = useState('');
  const [drafts, setDrafts] = useState<Readonly<Record<string, Draft>>>({});
  const [orphans, setOrphans] = useState<string>('cancel');
  const [isStarting, setStarting] = useState(false);
  const id = useId();
  const strategy = strategies.find(({ contribution }) => contribution === picked) ?? strategies[0];
  if (!strategy)
    return (
      <Notice icon="info" title="No strategies">
        <p>Plugins that offer strategies stand here once they are installed and enabled.</p>
      </Notice>
    );
  const { contribution, info } = strategy;
  const defaults = Object.fromEntries(Object.entries(info.inputs).map(([key, property]) => [key, property.default]));
  const draft = drafts[contribution] ?? defaults;
  const start = async () => {
    setStarting(true);
    await ask(`Start ${info.title}`, {
      type: 'trade',
      action: { do: 'start', contribution, inputs: draft, orphans: orphans as OrphanPolicy },
    });
    setStarting(false);
  };
  return (
    <fieldset className={styles.form}>
      <legend className={styles.hidden}>Start a strategy</legend>
      <div className={styles.row}>
        <label htmlFor={`${id}-strategy`}>Strategy</label>
        <Select
          id={`${id}-strategy`}
          value={contribution}
          options={strategies.map((one) => ({ value: one.contribution, label: one.info.title }))}
          onChange={setPicked}
        />
      </div>
      {info.description && <p className={styles.about}>{info.description}</p>}
      <InputForm
        schema={info.inputs}
        draft={draft}
        onChange={(next) => setDrafts((before) => ({ ...before, [contribution]: next }))}
      />
      <div className={styles.row}>
        <label htmlFor={`${id}-orphans`}>When it ends</label>
        <Select id={`${id}-orphans`} value={orphans} options={orphanChoices} onChange={setOrphans} />
      </div>
      <div className={styles.actions}>
        <Button
          weight="primary"
          icon="play"
          disabled={halted || isStarting || hasFault(info.inputs, draft)}
          onClick={() => void start()}
        >
          Start on PAPER
        </Button>
        {halted && <span className={styles.about}>Plugin trading is stopped.</span>}
      </div>
    </fieldset>
  );
}

const tones: Readonly<Record<DeskRun['status'], Tone>> = {
  starting: 'busy',
  running: 'ok',
  stopping: 'busy',
  stopped: 'idle',
  failed: 'danger',
};

function RunCard({ run }: { readonly run: DeskRun }) {
  const { ask } = useTerminal();
  const { id, title, contribution, status, mode, bars, orders, fills, reason, inputs, equity } = run;
  const isLive = status === 'running' || status === 'starting';
  const action = isLive ? 'stop' : 'dismiss';
  return (
    <li className={styles.run}>
      <div className={styles.head}>
        <StatusWord tone={tones[status]}>
          <strong>{title}</strong>
        </StatusWord>
        <span className={styles.about}>{contribution}</span>
        <Button
          weight="quiet"
          aria-label={isLive ? `Stop ${title}` : `Remove ${title} from the list`}
          onClick={() =>
            void ask(isLive ? `Stop ${title}` : `Remove ${title}`, { type: 'trade', action: { do: action, run: id } })
          }
        >
          {isLive ? 'Stop' : 'Remove'}
        </Button>
      </div>
      <p className={styles.about}>
        PAPER · {status} · {bars} bars · {orders} orders · {fills} fills ·{' '}
        {Object.entries(inputs)
          .map(([key, value]) => `${key} ${String(value)}`)
          .join(', ')}
      </p>
      {mode === 'signal' && (
        <p className={styles.warn}>
          It may not place orders, so each is denied. Grant “Place orders” in the list of plugins to let it trade.
        </p>
      )}
      {reason && <p className={status === 'failed' ? styles.fault : styles.about}>{reason}</p>}
      <EquityCurve label={`Equity of the account while ${title} runs`} time={equity.time} value={equity.value} />
    </li>
  );
}
