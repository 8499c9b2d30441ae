/** The grants of one plugin while a dialog changes them: what the terminal says, and the answers not given yet. */

import type { JsonObject } from '@omnitrade/contracts';
import { useCallback, useEffect, useState } from 'react';
import type { Ask, GrantReport, GrantsReply } from './access-types.ts';
import { type LifetimeDraft, toLifetime } from './lifetime-field.tsx';
import { type AskDraft, type ConsentDraft, toDrafts, toLimits } from './limit-draft.ts';
import { toPluginPath, useCall } from './use-call.ts';

export const untilRevoked: LifetimeDraft = { lifetime: 'until-revoked', day: '' };

export function usePluginGrants(plugin: string) {
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
  return {
    ...{ busy, fault, reply, report, drafts, lasting, give, revoke, change },
    setFlow: (flow: GrantsReply['flow']) => setReply((before) => before && { ...before, flow }),
    setLifetime: (id: string, next: LifetimeDraft) => setLasting((before) => ({ ...before, [id]: next })),
  };
}

function toLasting({ lifetime, expiresAt }: GrantsReply['grants'][number]): LifetimeDraft {
  if (expiresAt === undefined) return { lifetime, day: '' };
  // The last whole day that counts, in the time of whoever looks.
  const at = new Date(expiresAt - 1);
  const two = (value: number) => `${value}`.padStart(2, '0');
  return { lifetime, day: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}` };
}
