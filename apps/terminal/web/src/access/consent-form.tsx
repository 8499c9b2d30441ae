/** What a plugin asks for before it is installed or updated, and the one button that goes on with the answers given. */

import { Button } from '@omnitrade/ui';
import { type ReactNode, useState } from 'react';
import type { Ask } from './access-types.ts';
import styles from './consent-list.module.css';
import { ConsentList } from './consent-list.tsx';
import { type ConsentDraft, hasFault, toAskKey, toDrafts } from './limit-draft.ts';

export interface ConsentFormProps {
  readonly asks: readonly Ask[];
  readonly note: ReactNode;
  readonly busy: boolean;
  readonly fault: string | undefined;
  /** On the button that goes on. */
  readonly action: string;
  readonly onAccept: (drafts: ConsentDraft) => void;
  readonly onCancel: () => void;
}

/** Body and foot of a dialog; the dialog itself belongs to whoever asks. */
export function useConsentForm({ asks, note, busy, fault, action, onAccept, onCancel }: ConsentFormProps) {
  const [drafts, setDrafts] = useState<ConsentDraft>(() => toDrafts(asks));
  const faulty = hasFault(asks, drafts);
  const given = asks.filter((ask) => drafts[toAskKey(ask)]?.on).length;
  return {
    body: (
      <>
        <p className={styles.note}>{note}</p>
        {fault && (
          <p className={styles.fault} role="alert">
            {fault}
          </p>
        )}
        <ConsentList
          asks={asks}
          drafts={drafts}
          onChange={(key, draft) => setDrafts((before) => ({ ...before, [key]: draft }))}
        />
      </>
    ),
    foot: (
      <>
        <Button onClick={onCancel}>Cancel</Button>
        <Button weight="primary" disabled={busy || faulty} onClick={() => onAccept(drafts)}>
          {asks.length === 0 ? action : `${action}, giving ${given} of ${asks.length}`}
        </Button>
      </>
    ),
  };
}
