/** All a plugin asks for, the gravest first, under words that say what is at stake. */

import { Fragment, type ReactNode } from 'react';
import type { Ask, Risk } from './access-types.ts';
import { AskItem } from './ask-item.tsx';
import styles from './consent-list.module.css';
import { type AskDraft, type ConsentDraft, toAskKey } from './limit-draft.ts';

export interface ConsentListProps {
  readonly asks: readonly Ask[];
  readonly drafts: ConsentDraft;
  readonly onChange: (key: string, draft: AskDraft) => void;
  readonly use?: (ask: Ask) => ReactNode;
  readonly more?: (ask: Ask) => ReactNode;
}

const groups: readonly { readonly title: string; readonly risks: readonly Risk[] }[] = [
  { title: 'It could cost you money', risks: ['critical'] },
  { title: 'It could reach what is private', risks: ['high'] },
  { title: 'Others would rely on it', risks: ['medium'] },
  { title: 'Harmless', risks: ['low', 'none'] },
];

export function ConsentList(props: ConsentListProps) {
  const byPlugin = [...Map.groupBy(props.asks, ({ plugin }) => plugin)];
  return byPlugin.map(([plugin, asks]) => (
    <Fragment key={plugin ?? ''}>
      {byPlugin.length > 1 && <h3 className={styles.plugin}>{plugin}</h3>}
      <RiskGroups {...props} asks={asks} />
    </Fragment>
  ));
}

function RiskGroups({ asks, drafts, onChange, use, more }: ConsentListProps) {
  return groups.map(({ title, risks }) => {
    const mine = asks.filter(({ risk }) => risks.includes(risk));
    if (mine.length === 0) return null;
    return (
      <section key={title} className={styles.group} aria-label={title}>
        <h3 className={styles.title}>{title}</h3>
        <ul className={styles.list}>
          {mine.map((ask) => {
            const draft = drafts[toAskKey(ask)];
            return (
              draft && (
                <AskItem
                  key={ask.id}
                  ask={ask}
                  draft={draft}
                  onChange={(changed) => onChange(toAskKey(ask), changed)}
                  use={use?.(ask)}
                  more={more?.(ask)}
                />
              )
            );
          })}
        </ul>
      </section>
    );
  });
}
