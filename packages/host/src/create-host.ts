/** Assembles the engines into one host: the trusted side, which runs no plugin code. */

import {
  findNearest,
  type Json,
  type JsonObject,
  type PluginId,
  type PluginInfo,
  type PluginStore,
  type WorkspaceStore,
} from '@omnitrade/contracts';
import { createHub } from '@omnitrade/market';
import { createSandbox, type GuestBundle, type SandboxPolicy } from '@omnitrade/sandbox';
import { WorkspaceChart } from './chart/chart.ts';
import { indicatorError } from './errors.ts';
import { EventStream } from './events.ts';
import type { Host, InstallRequest } from './host.ts';
import { PluginRegistry } from './plugin-registry.ts';
import { runIndicator } from './run-indicator.ts';
import { readDirectory } from './sources/directory.ts';

/** One line of a plugin or of the host about it. */
export type HostLog = (line: { plugin?: string; level: string; text: string }) => void;

export interface HostOptions {
  readonly store: PluginStore;
  readonly workspace: WorkspaceStore;
  /** The guest runtime, from the SDK. */
  readonly guest: GuestBundle;
  readonly log?: HostLog;
  readonly now?: () => number;
  readonly random?: () => number;
  readonly policy?: SandboxPolicy;
}

export function createHost(options: HostOptions): Host {
  const { store, workspace, guest, log = () => {}, now = Date.now, random = Math.random, policy } = options;
  const events = new EventStream(now);
  const hub = createHub();
  const sandbox = createSandbox({
    guest,
    now,
    ...(policy && { policy }),
    onRunnerDied: ({ kind, pid, reason, culprit }) => {
      log({ level: 'warn', text: `Runner ${pid} (${kind}) ended: ${reason}`, ...(culprit && { plugin: culprit }) });
      events.emit('runner.died', culprit, { kind, pid, reason });
    },
  });
  const registry = new PluginRegistry({
    store,
    sandbox,
    now,
    random,
    emit: (type: string, plugin: PluginId, data?: Json) => events.emit(type, plugin, data),
    log: (plugin, level, text) => log({ plugin, level, text }),
  });
  const chart = new WorkspaceChart({
    hub,
    sandbox,
    now,
    store: workspace,
    plugin: (id) => registry.find(id),
    nearestIndicator: (contribution) =>
      findNearest(
        contribution,
        registry
          .contributions()
          .filter(({ point }) => point === 'chart.indicator')
          .map((one) => one.contribution),
      ),
    notice: (plugin, code, message) => {
      log({ plugin, level: 'warn', text: message });
      events.emit('plugin.warned', plugin, { code, message });
    },
  });

  const afterwards = async (id: string) => {
    await chart.reconsider(id as PluginId);
  };

  return {
    chart,
    open: () => registry.open(),
    plugins: () => registry.all.map(({ summary }) => summary),
    plugin: (id) => toInfo(registry, id),
    contributions: () => registry.contributions(),
    vitals: () => ({ time: now(), loopGapMs: 0, rssBytes: process.memoryUsage.rss(), runners: sandbox.runners }),
    install: async (request: InstallRequest) => {
      const result = await registry.install(request);
      if (!result.dryRun) for (const { plugin } of result.changes) await afterwards(plugin);
      return result;
    },
    uninstall: (id) => registry.uninstall(id),
    enable: async (id) => {
      await registry.get(id).enable();
      await afterwards(id);
    },
    disable: (id) => registry.get(id).disable(),
    retry: async (id) => {
      const plugin = registry.get(id);
      // A directory may have been mended since: it is tried again as at installation.
      if (plugin.record.failure && plugin.record.source.kind === 'directory') {
        const grants = plugin.record.grants.map(({ permission }) => permission);
        const { warnings } = await registry.install({ source: plugin.record.source, grants, grantLowRisk: false });
        if (warnings.length > 0) return;
      }
      await registry.get(id).retry();
      await afterwards(id);
    },
    runIndicator: async ({ plugin: id, indicator, inputs, series }) => {
      const plugin = registry.get(id);
      const contribution = plugin.contributions.find((one) => one.point === 'chart.indicator' && one.id === indicator);
      if (contribution?.point !== 'chart.indicator') {
        const names = plugin.contributions.filter(({ point }) => point === 'chart.indicator').map((one) => one.id);
        const nearest = findNearest(indicator, names);
        throw indicatorError('unknown', {
          contribution: `${id}/${indicator}`,
          ...(nearest && { nearest: `${id}/${nearest}` }),
        });
      }
      const files = await readDirectory(plugin.record.source.path);
      return runIndicator(sandbox, plugin, files, contribution, inputs, series);
    },
    events: (afterSeq) => events.after(afterSeq),
    onEvent: (listener) => events.listen(listener),
    async [Symbol.asyncDispose]() {
      chart[Symbol.dispose]();
      await chart.saved.catch(() => {});
      registry[Symbol.dispose]();
      sandbox[Symbol.dispose]();
      hub[Symbol.dispose]();
    },
  };
}

function toInfo(registry: PluginRegistry, id: string): PluginInfo {
  const { summary, record } = registry.get(id);
  const dependents = registry.all.filter(({ record: other }) =>
    Object.hasOwn((other.manifest.dependencies ?? {}) as JsonObject, record.id),
  );
  return {
    ...summary,
    manifest: record.manifest,
    contributions: record.contributions,
    grants: record.grants,
    versions: [record.version],
    dependencies: (record.manifest.dependencies ?? {}) as Json,
    dependents: dependents.map((other) => other.id),
    settings: record.settings,
  };
}
