/** Streams the last bars as if they were live: start, play, step, speed, stop, and how far it is. */

import { type ReplayState, replaySpeeds } from '@omnitrade/contracts';
import { Badge, Button, IconButton, Kbd } from '@omnitrade/ui';
import { useId } from 'react';
import { formatWhole } from '../chart/formats.ts';
import type { PageRequest } from '../link/link.ts';
import { useTerminal } from '../state/use-terminal.ts';
import styles from './replay-bar.module.css';

export type ReplayAction = Extract<PageRequest, { type: 'replay' }>['action'];

export const replayTitles: Readonly<Record<ReplayAction, string>> = {
  start: 'Start the replay',
  play: 'Play the replay',
  pause: 'Pause the replay',
  step: 'Step the replay',
  stop: 'Stop the replay',
};

export function ReplayBar({ replay }: { readonly replay: ReplayState }) {
  const { ask } = useTerminal();
  const run = (action: ReplayAction) => void ask(replayTitles[action], { type: 'replay', action });
  return (
    <section className={styles.bar} aria-label="Replay">
      {replay.mode === 'off' ? <Idle onStart={() => run('start')} /> : <Running replay={replay} run={run} />}
    </section>
  );
}

function Idle({ onStart }: { readonly onStart: () => void }) {
  return (
    <>
      <Button weight="quiet" icon="replay" onClick={onStart} aria-keyshortcuts="Alt+R">
        Replay
      </Button>
      <span className={styles.hint}>Stream the last bars as if they were live</span>
      <span className={styles.keys}>
        <Kbd>Alt</Kbd>
        <Kbd>R</Kbd>
      </span>
    </>
  );
}

function Running({ replay, run }: { readonly replay: ReplayState; readonly run: (action: ReplayAction) => void }) {
  const { ask } = useTerminal();
  const { mode, position, total, speed } = replay;
  const playing = mode === 'playing';
  const ended = mode === 'ended';
  return (
    <>
      <Badge tone="warn">REPLAY</Badge>
      <span className={styles.buttons}>
        <IconButton
          icon={playing ? 'pause' : 'play'}
          label={playing ? 'Pause' : 'Play'}
          shortcut="Space"
          tone="accent"
          disabled={ended}
          onClick={() => run(playing ? 'pause' : 'play')}
        />
        <IconButton icon="step" label="Next bar" shortcut="→" disabled={ended} onClick={() => run('step')} />
        <IconButton icon="stop" label="Stop and show all bars" shortcut="Alt R" onClick={() => run('stop')} />
      </span>
      <span className={styles.hints} aria-hidden="true">
        <Kbd>Space</Kbd>
        <Kbd>→</Kbd>
      </span>
      <Speeds speed={speed} onChange={(next) => void ask('Change the speed', { type: 'replay-speed', speed: next })} />
      <div
        className={styles.track}
        role="progressbar"
        aria-label="Replayed bars"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={position}
      >
        <div className={styles.done} style={{ transform: `scaleX(${total > 0 ? position / total : 0})` }} />
      </div>
      <span className={styles.count}>
        {ended ? 'All ' : `${formatWhole(position)} of `}
        {formatWhole(total)} bars
      </span>
    </>
  );
}

function Speeds({ speed, onChange }: { readonly speed: number; readonly onChange: (speed: number) => void }) {
  const name = useId();
  return (
    <fieldset className={styles.speeds}>
      <legend className="aside-text">Bars per second</legend>
      {replaySpeeds.map((option) => (
        <label key={option} className={styles.speed}>
          <input
            type="radio"
            className="aside-text"
            name={name}
            checked={option === speed}
            onChange={() => onChange(option)}
          />
          {option}×
        </label>
      ))}
    </fieldset>
  );
}
