/** A calm full-area message: why there is nothing here, and what to do. */

import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';
import styles from './notice.module.css';

export interface NoticeProps {
  readonly icon: IconName;
  readonly title: string;
  readonly tone?: 'plain' | 'danger';
  readonly level?: 'h1' | 'h2' | 'p';
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

export function Notice({ icon, title, tone = 'plain', level: Title = 'p', children, action }: NoticeProps) {
  return (
    <div className={styles.notice}>
      <span className={tone === 'danger' ? styles.danger : styles.icon}>
        <Icon name={icon} size={22} />
      </span>
      <Title className={styles.title}>{title}</Title>
      {children && <div className={styles.text}>{children}</div>}
      {action}
    </div>
  );
}
