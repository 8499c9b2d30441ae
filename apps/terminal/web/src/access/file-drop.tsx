/** Files dragged over the page: a plugin dropped anywhere is one to install, and nothing else the browser would do with it. */

import { Icon } from '@omnitrade/ui';
import { useEffect, useState } from 'react';
import styles from './file-drop.module.css';

const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;

/** Shown only while files are held over the page. */
export function FileDrop({ onFiles }: { readonly onFiles: (files: readonly File[]) => void }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    // Entering a part of the page comes before leaving the part around it.
    let depth = 0;
    const change = (by: number) => {
      depth = Math.max(0, depth + by);
      setHeld(depth > 0);
    };
    const listeners: { readonly [type: string]: (event: DragEvent) => void } = {
      dragenter: (event) => holdsFiles(event) && change(1),
      dragleave: (event) => holdsFiles(event) && change(-1),
      dragover: (event) => {
        if (!holdsFiles(event)) return;
        event.preventDefault();
        if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
      },
      drop: (event) => {
        if (!holdsFiles(event)) return;
        // Otherwise the browser would leave the terminal and show the file.
        event.preventDefault();
        depth = 0;
        setHeld(false);
        onFiles([...(event.dataTransfer?.files ?? [])]);
      },
    };
    for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener as EventListener);
    return () => {
      for (const [type, listener] of Object.entries(listeners))
        window.removeEventListener(type, listener as EventListener);
    };
  }, [onFiles]);
  if (!held) return null;
  return (
    <div className={styles.shade}>
      <p className={styles.card}>
        <Icon name="plugin" size={22} />
        Drop a plugin to install it: its .otp file, and the .otpb file of its signatures
      </p>
    </div>
  );
}
