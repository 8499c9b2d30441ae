/** Lists the keys of the page. */

import { Dialog, Kbd } from '@omnitrade/ui';
import { chartKeys, type Shortcut, shortcuts } from './shortcuts.ts';
import styles from './shortcuts-dialog.module.css';

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <Keys title="Everywhere" list={Object.values(shortcuts)} />
      <Keys title="On the chart" list={chartKeys} />
    </Dialog>
  );
}

function Keys({ title, list }: { readonly title: string; readonly list: readonly Omit<Shortcut, 'matches'>[] }) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      <dl>
        {list.map((shortcut) => (
          <div key={shortcut.title} className={styles.row}>
            <dt>{shortcut.title}</dt>
            <dd className={styles.keys}>
              {shortcut.keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
