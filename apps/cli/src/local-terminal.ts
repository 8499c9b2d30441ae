/** A home in this process, for a command that finds no terminal running on it. */

import { createHost, toBacktestDocument } from '@omnitrade/host';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { openHome } from '@omnitrade/store';
import { createPaperSeries } from '@omnitrade/terminal/client';
import { toLocalAccess } from './access-link.ts';
import { cliError } from './errors.ts';
import { seedFirstParty, withFirstParty } from './first-party.ts';
import { TrustFile } from './keys/trust-file.ts';
import { printWarning } from './output.ts';
import { readPassphrase } from './secret-passphrase.ts';
import { createShippedCatalogue } from './shipped-catalogue.ts';
import type { SwitchAction, SwitchOptions, TerminalLink } from './terminal-link.ts';

/** Throws `store.home-in-use` if another process holds the home. */
export async function openLocalTerminal(dir: string): Promise<TerminalLink> {
  await using stack = new AsyncDisposableStack();
  const home = stack.use(await openHome({ dir, ...readPassphrase() }));
  const host = stack.use(
    createHost({
      store: withFirstParty(home.plugins),
      workspace: home.workspace,
      trading: home.trading,
      data: home.data,
      code: home.code,
      changes: home.changes,
      catalogue: createShippedCatalogue(),
      lockFile: home.lockFile,
      trust: new TrustFile(home.dir),
      history: home.history,
      settings: home.settings,
      profiles: home.profiles,
      guest: readGuestModules(),
    }),
  );
  await host.open();
  await seedFirstParty(home.dir, host, (plugin, error) => printWarning(`${plugin}: ${error.message}`));
  const open = stack.move();
  const switches: Record<SwitchAction, (id: string, options: SwitchOptions) => Promise<void>> = {
    enable: (id, options) => host.enable(id, options),
    disable: (id, options) => host.disable(id, options),
    retry: (id) => host.retry(id),
  };
  return {
    access: toLocalAccess(host.access),
    plugins: async (query) => host.plugins(query),
    plugin: async (id) => host.plugin(id),
    install: (request) => host.install(request),
    lock: () => host.lock(),
    installLock: (lock, options) => host.installLock(lock, options),
    uninstall: (id, options) => host.uninstall(id, options),
    update: (id, request) => host.update(id, request),
    rollback: (id, to) => host.rollback(id, to),
    pin: (id, pinned) => host.pin(id, pinned),
    past: (id) => host.pastOf(id),
    settings: (id) => host.settings.get(id),
    setSettings: (id, change) => host.settings.set(id, change),
    turn: (id, action, options) => switches[action](id, options),
    record: async (plugin) => {
      host.plugin(plugin);
      throw cliError('not-running', { plugin });
    },
    profile: async (plugin) => {
      host.plugin(plugin);
      throw cliError('not-running', { plugin });
    },
    profilesOf: (id) => host.profilesOf(id),
    vitals: async () => host.vitals(),
    runIndicator: (plugin, indicator, inputs, series) =>
      host.runIndicator({ plugin: plugin as never, indicator, inputs, series }),
    backtest: async (plugin, strategy, { seed, ...wish }, bars) => {
      const request = { ...wish, series: createPaperSeries(bars), ...(seed !== undefined && { options: { seed } }) };
      return toBacktestDocument(await host.runBacktest(plugin, strategy, request), bars.time);
    },
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}
