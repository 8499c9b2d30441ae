/** Short notices in the corner: what could not be done, and why. */

import { Toast as Base } from '@base-ui/react/toast';
import { joinClasses } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './toast.module.css';

const manager = Base.createToastManager();

/** Shows a failed action: a few words on what was tried, then the sentence of the error. */
export function showFailure(title: string, sentence: string): void {
  manager.add({ title, description: sentence, priority: 'high', timeout: 9000 });
}

/** Shows something that is no failure: who says it, then what. */
export function showNotice(title: string, text: string): void {
  manager.add({ type: 'notice', title, description: text, timeout: 7000 });
}

/** Where toasts appear; rendered once per page. */
export function ToastArea() {
  return (
    <Base.Provider toastManager={manager} limit={4}>
      <Base.Portal>
        <Base.Viewport className={styles.area}>
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const { toasts } = Base.useToastManager();
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      className={joinClasses(styles.toast, toast.type === 'notice' && styles.notice)}
    >
      <Base.Content className={styles.content}>
        <span className={toast.type === 'notice' ? styles.plain : styles.icon}>
          <Icon name={toast.type === 'notice' ? 'info' : 'alert'} size={15} />
        </span>
        <Base.Title className={styles.title} />
        <Base.Description className={styles.text} />
        <Base.Close className={styles.close} aria-label="Dismiss">
          <Icon name="close" size={12} />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ));
}
