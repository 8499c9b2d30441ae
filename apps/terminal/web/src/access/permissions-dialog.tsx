/** What one plugin may do and what it did with that: narrowed, ended, given anew, with effect from its next call on. */

import type { JsonObject } from '@omnitrade/contracts';
import { Button, Dialog, Skeleton } from '@omnitrade/ui';
import { useCallback, useEffect, useState } from 'react';
import type { Ask, GrantReport, GrantsReply } from './access-types.ts';
import { AuditList } from './audit-list.tsx';
import styles from './consent-list.module.css';
import { ConsentList } from './consent-list.tsx';
import { FlowNotice } from './flow-notice.tsx';
import { type LifetimeDraft, LifetimeField, toLifetime } from './lifetime-field.tsx';
import { type AskDraft, type ConsentDraft, hasFault, toDraft, toDrafts, toLimits } from './limit-draft.ts';
import { SecretFields } from './secret-fields.tsx';
import { toPluginPath, useCall } from './use-call.ts';

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const untilRevoked: LifetimeDraft = { lifetime: 'until-revoked', day: '' };

export function PermissionsDialog({ plugin, onClose }: { readonly plugin: string; readonly onClose: () => void }) {
  const { busy, fault, run } = useCall();
  const [reply, setReply] = useState<GrantsReply>();
  const [report, setReport] = useState<readonly GrantReport[]>([]);
  const [drafts, setDrafts] = useState<ConsentDraft>({});
  const [lasting, setLasting] = useState<Readonly<Record<string, LifetimeDraft>>>({});
  const take = useCallback((next: GrantsReply | undefined) => {
    if (!next) return;
    setReply(next);
    setDrafts(toDrafts(next.asks));
    setLasting(Object.fromEntries(next.grants.map((grant) => [grant.permission, toLasting(grant)])));
  }, []);
  useEffect(() => {
    void run((call) => call<GrantsReply>('GET', toPluginPath(plugin, '/grants'))).then(take);
    void run((call) => call<{ report: GrantReport[] }>('GET', toPluginPath(plugin, '/grants/report'))).then((answer) =>
      setReport(answer?.report ?? []),
    );
  }, [plugin, run, take]);

  const give = (ask: Ask, limits: JsonObject) =>
    run(async (call) => {
      const lifetime = toLifetime(lasting[ask.id] ?? untilRevoked) ?? { lifetime: 'until-revoked' };
      const body = { permission: ask.id, limits, ...lifetime };
      const next = await call<GrantsReply>('PUT', toPluginPath(plugin, '/grants'), body);
      // It was switched on under the sentence that says so.
      if (!ask.sendsAccounts) return next;
      const flow = await call<GrantsReply['flow']>('PUT', toPluginPath(plugin, '/flow'), {
        permission: ask.id,
        allowed: true,
      });
      return { ...next, flow };
    }).then(take);
  const revoke = (permission?: string) => {
    const query = permission === undefined ? '' : `?permission=${encodeURIComponent(permission)}`;
    return run((call) => call<GrantsReply>('DELETE', toPluginPath(plugin, `/grants${query}`))).then(take);
  };
  const change = (id: string, draft: AskDraft) => {
    const ask = reply?.asks.find((one) => one.id === id);
    if (!ask) return;
    setDrafts((before) => ({ ...before, [id]: draft }));
    if (draft.on === (ask.held !== undefined)) return;
    void (draft.on ? give(ask, toLimits(ask, draft)) : revoke(id));
  };
  const more = (ask: Ask) => {
    if (!ask.held) return null;
    const draft = drafts[ask.id] ?? toDraft(ask);
    const until = lasting[ask.id] ?? untilRevoked;
    const blocked = busy || hasFault([ask], drafts) || toLifetime(until) === undefined;
    return (
      <>
        <LifetimeField
          title={ask.title}
          draft={until}
          onChange={(next) => setLasting((before) => ({ ...before, [ask.id]: next }))}
        />
        <Button disabled={blocked} onClick={() => void give(ask, toLimits(ask, draft))}>
          {`Save ${ask.title}`}
        </Button>
        {ask.id === 'secrets' && <SecretFields plugin={plugin} />}
      </>
    );
  };
  return (
    <Dialog
      title={`What ${plugin} may do`}
      description="Changes hold from its next call on; it is told of them."
      size="wide"
      onClose={onClose}
      foot={
        <>
          <span className={styles.left}>
            <Button disabled={busy || !reply || reply.grants.length === 0} onClick={() => void revoke()}>
              Take everything back
            </Button>
          </span>
          <Button onClick={onClose}>Close</Button>
        </>
      }
    >
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      {reply ? (
        <>
          <FlowNotice plugin={plugin} flow={reply.flow} onChange={(flow) => setReply({ ...reply, flow })} />
          {reply.asks.length === 0 && <p className={styles.note}>It asks for nothing.</p>}
          <ConsentList
            asks={reply.asks}
            drafts={drafts}
            onChange={change}
            use={(ask) => <Use ask={ask} reply={reply} report={report} onNarrow={(limits) => void give(ask, limits)} />}
            more={more}
          />
          <AuditList plugin={plugin} />
        </>
      ) : (
        !fault && <Skeleton width="100%" height={240} />
      )}
    </Dialog>
  );
}

interface UseProps {
  readonly ask: Ask;
  readonly reply: GrantsReply;
  readonly report: readonly GrantReport[];
  readonly onNarrow: (limits: JsonObject) => void;
}

function Use({ ask, reply, report, onNarrow }: UseProps) {
  const grant = reply.grants.find(({ permission }) => permission === ask.id);
  if (!grant) return null;
  const seen = report.find(({ permission }) => permission === ask.id);
  const count = Math.max(grant.used.count, seen?.allowed ?? 0);
  const last = seen?.last ?? grant.used.last;
  const used = count === 0 ? 'Not used yet' : `Used ${count} ${count === 1 ? 'time' : 'times'}`;
  const parts = [used, last ? `last ${timeFormat.format(last)}` : '', seen?.denied ? `${seen.denied} denied` : ''];
  return (
    <>
      <p className={styles.use}>{parts.filter((part) => part !== '').join(', ')}</p>
      {seen?.suggestion && (
        <p className={styles.suggestion}>
          {seen.suggestion}{' '}
          {seen.narrow && <Button onClick={() => onNarrow(seen.narrow as JsonObject)}>Do that</Button>}
        </p>
      )}
    </>
  );
}

function toLasting({ lifetime, expiresAt }: GrantsReply['grants'][number]): LifetimeDraft {
  if (expiresAt === undefined) return { lifetime, day: '' };
  // The last whole day that counts, in the time of whoever looks.
  const at = new Date(expiresAt - 1);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return { lifetime, day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` };
}
