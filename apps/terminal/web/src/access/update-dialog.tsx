/** A newer version that asks for more: what is new stands out, and the old version runs on until the user has chosen. */

import { Button, Dialog, Skeleton } from '@omnitrade/ui';
import { useEffect, useState } from 'react';
import type { Ask, ChangeReply } from './access-types.ts';
import { useConsentForm } from './consent-form.tsx';
import styles from './consent-list.module.css';
import { type ConsentDraft, listWarnedHosts, toAskKey, toGrantWish } from './limit-draft.ts';
import { toPluginPath, useCall } from './use-call.ts';

export function UpdateDialog({ plugin, onClose }: { readonly plugin: string; readonly onClose: () => void }) {
  const [tried, setTried] = useState<ChangeReply>();
  const { fault, run } = useCall();
  useEffect(() => {
    void run((call) => call<ChangeReply>('POST', toPluginPath(plugin, '/update'), { dryRun: true })).then(setTried);
  }, [plugin, run]);
  if (tried && tried.changes.length > 0) return <UpdateConsent tried={tried} onClose={onClose} />;
  return (
    <Dialog title={`Update ${plugin}`} onClose={onClose} foot={<Button onClick={onClose}>Close</Button>}>
      {fault ? (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      ) : tried ? (
        <p className={styles.note}>There is no newer version.</p>
      ) : (
        <Skeleton width="100%" height={120} />
      )}
    </Dialog>
  );
}

function UpdateConsent({ tried, onClose }: { readonly tried: ChangeReply; readonly onClose: () => void }) {
  const { busy, fault, run } = useCall();
  const { plugin = '', from, to } = tried.changes[0] ?? {};
  const asks = newsFirst(tried.asks ?? []);
  const fresh = asks.filter(({ news }) => news).length;
  const update = async (drafts: ConsentDraft) => {
    const done = await run(async (call) => {
      await call('POST', toPluginPath(plugin, '/update'), { consent: true, ...toGrantWish(asks, drafts, plugin) });
      const ended = asks.filter((ask) => ask.held && !drafts[toAskKey(ask)]?.on);
      for (const { plugin: of = plugin, id } of ended)
        await call('DELETE', toPluginPath(of, `/grants?permission=${encodeURIComponent(id)}`));
      for (const { plugin: of = plugin, id: permission } of listWarnedHosts(asks, drafts))
        await call('PUT', toPluginPath(of, '/flow'), { permission, allowed: true });
      return true;
    });
    if (done) onClose();
  };
  const more =
    fresh === 0
      ? 'It asks for no more than before.'
      : `It asks for more than before: ${fresh} ${fresh === 1 ? 'thing is' : 'things are'} marked.`;
  const { body, foot } = useConsentForm({
    ...{ asks, busy, fault, onCancel: onClose },
    note: `${more} Version ${from} runs on until you have chosen, and if you cancel.`,
    action: `Update to ${to}`,
    onAccept: (drafts) => void update(drafts),
  });
  return (
    <Dialog title={`Update ${plugin} from ${from} to ${to}`} size="wide" onClose={onClose} foot={foot}>
      {body}
    </Dialog>
  );
}

/** Within their group; the groups keep their order. */
const newsFirst = (asks: readonly Ask[]): Ask[] => [...asks].sort((a, b) => (a.news ? 0 : 1) - (b.news ? 0 : 1));
