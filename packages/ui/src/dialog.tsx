/** A modal dialog with a title, a body and, where it asks for a decision, a foot. */

import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { joinClasses } from './class-names.ts';
import styles from './dialog.module.css';
import { Icon } from './icon.tsx';

export interface DialogProps {
  readonly title: string;
  readonly description?: ReactNode;
  /** Where focus goes first; the first control otherwise. */
  readonly initialFocus?: RefObject<HTMLElement | null>;
  readonly size?: 'narrow' | 'wide';
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** Rendered only while it is open. */
export function Dialog({ title, description, initialFocus, size = 'narrow', onClose, children, foot }: DialogProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.shade} />
        <Base.Popup className={joinClasses(styles.dialog, styles[size])} initialFocus={initialFocus}>
          <header className={styles.head}>
            <Base.Title className={styles.title}>{title}</Base.Title>
            <Base.Close className={styles.close} aria-label="Close">
              <Icon name="close" size={14} />
            </Base.Close>
            {description && <Base.Description className={styles.description}>{description}</Base.Description>}
          </header>
          <div className={styles.body}>{children}</div>
          {foot && <footer className={styles.foot}>{foot}</footer>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
