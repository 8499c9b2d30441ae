import { once } from 'node:events';
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createHost } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { openHome } from '@omnitrade/store';
import { afterAll, expect, it, vi } from 'vitest';
import { dailyProvider, daysOf, writePlugin } from '../../../packages/host/src/host-fixture.ts';
import { createTestAuthority } from '../../../packages/host/src/network/certificate-fixture.ts';
import { defaultNetworkPolicy } from '../../../packages/host/src/network/policy.ts';
import { fixturePlugin } from './cli-fixture.ts';

const dir = mkdtempSync(join(tmpdir(), 'omnitrade-effect-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('a call of high risk and what it costs are on disk when the other side sees it', { timeout: 60_000 }, async () => {
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await openHome({ dir }));
  /** What a machine that lost power now would find. */
  const onDisk = () => {
    const copy = mkdtempSync(join(dir, 'copy-'));
    for (const name of readdirSync(dir).filter((one) => /^omnitrade\.db(?:-wal)?$/.test(one)))
      copyFileSync(join(dir, name), join(copy, name));
    using db = new DatabaseSync(join(copy, 'omnitrade.db'));
    const row = db
      .prepare(`select count(*) as n from audit where call = 'network.fetch' and outcome = 'allowed'`)
      .get();
    const spent = db.prepare(`select amount from budgets where budget = 'net:api.example.com bytesPerDay'`).get();
    return { rows: Number(row?.n), bytes: Number(spent?.amount ?? 0) };
  };
  const seen: { came: number; rows: number; bytes: number }[] = [];
  const authority = createTestAuthority();
  const server = createServer(authority.issue(['api.example.com']), (_request, response) => {
    if (seen.length <= 10) seen.push({ came: seen.length + 1, ...onDisk() });
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stack.defer(() => void server.close());
  const host = stack.use(
    createHost({
      ...{ store: home.plugins, workspace: home.workspace, data: home.data, code: home.code, changes: home.changes },
      guest: readGuestModules(),
      network: {
        ...defaultNetworkPolicy,
        lookup: async () => ['127.0.0.1'],
        mayConnect: (address) => address === '127.0.0.1',
        toPort: () => (server.address() as AddressInfo).port,
        ca: authority.ca,
      },
    }),
  );
  await host.open();
  const days = writePlugin(join(dir, 'days'), dailyProvider('days'));
  await host.install({ source: { kind: 'directory', path: days }, grants: ['data:provide'], grantLowRisk: true });
  const path = fixturePlugin('tries-everything');
  const grants = ['charts:write', 'net:api.example.com'];
  await host.install({ source: { kind: 'directory', path }, grants, grantLowRisk: false });
  await host.chart.open(daysOf('days', [{ contribution: 'tries-everything/nothing', inputs: {} }]));
  await vi.waitFor(() => expect(seen.length).toBeGreaterThan(10), { timeout: 30_000 });
  for (const { came, rows, bytes } of seen) {
    expect(rows).toBeGreaterThanOrEqual(came);
    expect(bytes).toBeGreaterThanOrEqual(came * 'https://api.example.com/prices'.length);
  }
});
