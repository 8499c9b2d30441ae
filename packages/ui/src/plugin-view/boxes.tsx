/** Components that arrange others. */

import type { UiProps } from '@omnitrade/contracts';
import { Icon } from '../icon.tsx';
import styles from './boxes.module.css';
import { propsOf, type ViewProps } from './view.ts';

/** Gaps are steps of four pixels. */
const toGap = (steps: number | undefined, usual: number) => `${(steps ?? usual) * 4}px`;

function Stack({ node, children }: ViewProps) {
  const { gap, padding, align } = propsOf<UiProps<'Stack'>>(node);
  const style = { gap: toGap(gap, 2), padding: toGap(padding, 0), alignItems: toAlign(align) };
  return (
    <div className={styles.stack} style={style}>
      {children}
    </div>
  );
}

function Row({ node, children }: ViewProps) {
  const { gap, align, justify, wrap } = propsOf<UiProps<'Row'>>(node);
  const style = {
    gap: toGap(gap, 2),
    alignItems: toAlign(align) ?? 'center',
    justifyContent: justify === 'between' ? 'space-between' : toAlign(justify),
    flexWrap: wrap ? ('wrap' as const) : ('nowrap' as const),
  };
  return (
    <div className={styles.row} style={style}>
      {children}
    </div>
  );
}

const toAlign = (align: string | undefined) => (align === 'start' || align === 'end' ? `flex-${align}` : align);

function Grid({ node, children }: ViewProps) {
  const { gap, columns } = propsOf<UiProps<'Grid'>>(node);
  const gridTemplateColumns =
    columns === undefined ? 'repeat(auto-fit, minmax(110px, 1fr))' : `repeat(${columns}, minmax(0, 1fr))`;
  return (
    <div className={styles.grid} style={{ gap: toGap(gap, 2), gridTemplateColumns }}>
      {children}
    </div>
  );
}

function Section({ node, children }: ViewProps) {
  const { title } = propsOf<UiProps<'Section'>>(node);
  return (
    <section className={styles.section}>
      {title && (
        <h3 className={styles.title}>
          <bdi>{title}</bdi>
        </h3>
      )}
      {children}
    </section>
  );
}

function Scroll({ children }: ViewProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex lint/a11y/useSemanticElements: what scrolls must be reachable by key
    <div className={styles.scroll} role="group" tabIndex={0}>
      {children}
    </div>
  );
}

function Divider(_: ViewProps) {
  return <hr className={styles.divider} />;
}

function Alert({ node, children }: ViewProps) {
  const { tone = 'info', title } = propsOf<UiProps<'Alert'>>(node);
  return (
    <div className={`${styles.alert} ${styles[tone]}`} role={tone === 'danger' ? 'alert' : 'status'}>
      <Icon name={tone === 'info' ? 'info' : 'alert'} size={14} />
      <div>
        {title && (
          <strong className={styles.strong}>
            <bdi>{title}</bdi>
          </strong>
        )}
        {children}
      </div>
    </div>
  );
}

export const boxes = { Stack, Row, Grid, Section, Scroll, Divider, Alert };
