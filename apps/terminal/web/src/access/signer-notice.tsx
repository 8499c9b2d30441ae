/** By whose word an archive comes: shown before anything of it is installed, and asked about where the key is new here. */

import { Button, Dialog } from '@omnitrade/ui';
import type { Signer } from './access-types.ts';
import styles from './signer-notice.module.css';

/** In rows of four groups: how people read it out to each other. */
export function Fingerprint({ text }: { readonly text: string }) {
  const groups = text.split('-');
  const rows = Array.from({ length: Math.ceil(groups.length / 4) }, (_, i) => groups.slice(i * 4, i * 4 + 4).join(' '));
  return (
    <code className={styles.fingerprint}>
      {rows.map((row, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows of one text, which never move
        <span key={i}>{row}</span>
      ))}
    </code>
  );
}

export interface NewKeyDialogProps {
  readonly plugin: string;
  readonly signer: Signer;
  readonly onTake: () => void;
  readonly onClose: () => void;
}

/** Asks a person to compare: a name can be anybody's, a fingerprint cannot. */
export function NewKeyDialog({ plugin, signer, onTake, onClose }: NewKeyDialogProps) {
  return (
    <Dialog
      title="Is this the publisher's key?"
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" onClick={onTake}>
            It is the same
          </Button>
        </>
      }
    >
      <p className={styles.text}>
        <code>{plugin}</code> is signed in the name of{' '}
        <strong>
          <bdi>{signer.publisher}</bdi>
        </strong>
        , with a key this terminal has not seen before. Anybody can write that name. Compare the fingerprint with the
        one its publisher gives you, by telephone or on its own site:
      </p>
      <Fingerprint text={signer.fingerprint} />
      {signer.reasons.slice(1).map((reason) => (
        <p key={reason} className={styles.warning} role="alert">
          {reason}
        </p>
      ))}
      <p className={styles.text}>
        From then on, only what this key signs can update the plugin. It is marked as private: no marketplace has
        reviewed it.
      </p>
    </Dialog>
  );
}

/** One line above the permissions. */
export function SignedBy({ signer }: { readonly signer: Signer }) {
  return (
    <p className={styles.signed}>
      {signer.reviewed ? 'Reviewed, and signed' : 'Signed'} by <bdi>{signer.publisher}</bdi>,{' '}
      {signer.outcome === 'trusted' ? 'a publisher you trust' : 'with a key you have compared'}.
    </p>
  );
}
