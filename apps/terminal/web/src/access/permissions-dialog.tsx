/** What one plugin may do and what it did with that: narrowed, ended, given anew, with effect from its next call on. */

import type { JsonObject } from '@omnitrade/contracts';
import { Button, Dialog, Skeleton } from '@omnitrade/ui';
import type { Ask, GrantReport, GrantsReply } from './access-types.ts';
import { AuditList } from './audit-list.tsx';
import styles from './consent-list.module.css';
import { ConsentList } from './consent-list.tsx';
import { FlowNotice } from './flow-notice.tsx';
import { LifetimeField, toLifetime } from './lifetime-field.tsx';
import { hasFault, toDraft, toLimits } from './limit-draft.ts';
import { SecretFields } from './secret-fields.tsx';
import { untilRevoked, usePluginGrants } from './use-plugin-grants.ts';

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
interface PermissionsDialogProps {
  readonly plugin: string;
  readonly onClose: () => void;
}

export function PermissionsDialog({ plugin, onClose }: PermissionsDialogProps) {
  const grants = usePluginGrants(plugin);
  const { busy, fault, reply, report, drafts } = grants;
  return (
    <Dialog
      title={`What ${plugin} may do`}
      description="Changes hold from its next call on; it is told of them."
      size="wide"
      onClose={onClose}
      foot={
        <>
          <span className={styles.left}>
            <Button disabled={busy || !reply || reply.grants.length === 0} onClick={() => void grants.revoke()}>
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
          <FlowNotice plugin={plugin} flow={reply.flow} onChange={grants.setFlow} />
          {reply.asks.length === 0 && <p className={styles.note}>It asks for nothing.</p>}
          <ConsentList
            asks={reply.asks}
            drafts={drafts}
            onChange={grants.change}
            use={(ask) => (
              <Use ask={ask} reply={reply} report={report} onNarrow={(limits) => void grants.give(ask, limits)} />
            )}
            more={(ask) => <More plugin={plugin} ask={ask} grants={grants} />}
          />
          <AuditList plugin={plugin} />
        </>
      ) : (
        !fault && <Skeleton width="100%" height={240} />
      )}
    </Dialog>
  );
}

interface MoreProps {
  readonly plugin: string;
  readonly ask: Ask;
  readonly grants: ReturnType<typeof usePluginGrants>;
}

/** What can be set of a grant beside its limits. */
function More({ plugin, ask, grants: { busy, drafts, lasting, give, setLifetime } }: MoreProps) {
  if (!ask.held) return null;
  const draft = drafts[ask.id] ?? toDraft(ask);
  const until = lasting[ask.id] ?? untilRevoked;
  const blocked = busy || hasFault([ask], drafts) || toLifetime(until) === undefined;
  return (
    <>
      <LifetimeField title={ask.title} draft={until} onChange={(next) => setLifetime(ask.id, next)} />
      <Button disabled={blocked} onClick={() => void give(ask, toLimits(ask, draft))}>
        {`Save ${ask.title}`}
      </Button>
      {ask.id === 'secrets' && <SecretFields plugin={plugin} />}
    </>
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
