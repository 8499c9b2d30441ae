/** A dialog that finds one of many by keyboard or pointer: the search field keeps the focus, the arrows choose, Enter takes. */

import { Dialog, Icon, type IconName, joinClasses, Kbd, TextField } from '@omnitrade/ui';
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import styles from './pick-dialog.module.css';

export interface PickDialogProps<T> {
  readonly title: string;
  /** What is searched: "indicator"; an s makes many of it. */
  readonly thing: string;
  readonly placeholder: string;
  /** What Enter does: "add". */
  readonly verb: string;
  readonly search: (query: string) => readonly T[];
  readonly keyOf: (item: T) => string;
  readonly renderRow: (item: T) => ReactNode;
  readonly onTake: (item: T) => void;
  readonly onClose: () => void;
  /** Why there is nothing at all, where nothing was typed. */
  readonly none: string;
}

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 6, PageUp: -6 };

export function PickDialog<T>(props: PickDialogProps<T>) {
  const { title, thing, placeholder, verb, search, keyOf, renderRow, onTake, onClose, none } = props;
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const hits = useMemo(() => search(query), [search, query]);
  const at = Math.min(chosen, hits.length - 1);
  const optionId = (row: number) => `${list}-${row}`;

  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key];
    const hit = hits[at];
    if (step !== undefined) setChosen(Math.max(0, Math.min(hits.length - 1, at + step)));
    else if (event.key === 'Enter') {
      if (hit !== undefined) onTake(hit);
    } else return;
    event.preventDefault();
  };

  return (
    <Dialog title={title} size="wide" initialFocus={field} onClose={onClose}>
      <TextField
        ref={field}
        icon="search"
        placeholder={placeholder}
        aria-label={`Search ${thing}s`}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={at >= 0 ? optionId(at) : undefined}
        value={query}
        onChange={(event) => {
          setQuery(event.target.value);
          setChosen(0);
        }}
        onKeyDown={onKey}
      />
      <div id={list} className={styles.list} role="listbox" aria-label={title}>
        {hits.map((item, row) => (
          <Option
            key={keyOf(item)}
            id={optionId(row)}
            chosen={row === at}
            onPoint={() => setChosen(row)}
            onTake={() => onTake(item)}
          >
            {renderRow(item)}
          </Option>
        ))}
      </div>
      {hits.length === 0 && (
        <p className={styles.nothing} role="status">
          {query.trim() === '' ? (
            none
          ) : (
            <>
              No {thing} matches <bdi>“{query.slice(0, 60)}”</bdi>.
            </>
          )}
        </p>
      )}
      <p className={styles.foot}>
        <Kbd>↑</Kbd>
        <Kbd>↓</Kbd> choose <Kbd>Enter</Kbd> {verb} <Kbd>Esc</Kbd> close
      </p>
    </Dialog>
  );
}

interface OptionProps {
  readonly id: string;
  readonly chosen: boolean;
  readonly onPoint: () => void;
  readonly onTake: () => void;
  readonly children: ReactNode;
}

function Option({ id, chosen, onPoint, onTake, children }: OptionProps) {
  const element = useRef<HTMLDivElement>(null);
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
      {children}
    </div>
  );
}

export interface PickRowProps {
  readonly icon: IconName;
  readonly title: ReactNode;
  /** Right of the title. */
  readonly aside?: ReactNode;
  readonly text?: string | undefined;
  /** The text is a reason to stop and read. */
  readonly isReason?: boolean;
  readonly owner?: string | undefined;
}

export function PickRow({ icon, title, aside, text = '', isReason = false, owner }: PickRowProps) {
  return (
    <>
      <span className={styles.icon}>
        <Icon name={icon} size={15} />
      </span>
      <span className={styles.title}>{title}</span>
      <span className={styles.aside}>{aside}</span>
      <span className={joinClasses(styles.text, isReason && styles.reason)} title={isReason ? text : undefined}>
        <bdi>{text}</bdi>
      </span>
      <span className={styles.owner}>{owner}</span>
    </>
  );
}
