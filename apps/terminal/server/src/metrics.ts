/** Figures of the terminal in the text format of Prometheus, taken when they are asked for. */

import { pluginStates } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { Counter, Gauge, Registry } from 'prom-client';
import type { LoopGapMeter } from './loop-gap.ts';

export interface Metrics {
  readonly contentType: string;
  read(): Promise<string>;
}

export function createMetrics(host: Host, loopGap: LoopGapMeter, countSockets: () => number): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name, help, labelNames, registers });
  const counter = (name: string, help: string) => new Counter({ name, help, labelNames: ['plugin'], registers });

  const server = {
    loopGap: gauge('omnitrade_loop_gap_seconds', 'Longest gap of the server loop in the last two seconds.'),
    memory: gauge('omnitrade_resident_bytes', 'Resident memory of the server.'),
    cpu: gauge('omnitrade_cpu_seconds_total', 'CPU time of the server.'),
    sockets: gauge('omnitrade_pages', 'Pages connected.'),
    runnerMemory: gauge('omnitrade_runner_resident_bytes', 'Resident memory of a runner.', ['pid', 'kind']),
    runnerPlugins: gauge('omnitrade_runner_plugins', 'Plugins in a runner.', ['pid', 'kind']),
    runnerDeaths: gauge('omnitrade_runner_deaths_total', 'Runners of a kind that died.', ['kind']),
  };
  const plugin = {
    state: gauge('omnitrade_plugin_state', '1 for the state the plugin is in.', ['plugin', 'state']),
    heap: gauge('omnitrade_plugin_heap_bytes', 'Heap of the plugin.', ['plugin']),
    external: gauge('omnitrade_plugin_external_bytes', 'Memory of the plugin outside its heap.', ['plugin']),
    turn: gauge('omnitrade_plugin_turn_seconds', 'Length of a turn.', ['plugin', 'quantile']),
    cpu: counter('omnitrade_plugin_cpu_seconds_total', 'CPU time of the plugin.'),
    turns: counter('omnitrade_plugin_turns_total', 'Turns of the plugin.'),
    dropped: counter('omnitrade_plugin_dropped_total', 'Messages of the plugin that were dropped.'),
    kills: counter('omnitrade_plugin_kills_total', 'How often the plugin was ended for what it did.'),
  };

  function takeServer(): void {
    const { user, system } = process.cpuUsage();
    server.loopGap.set(loopGap.gapMs / 1000);
    server.memory.set(process.memoryUsage.rss());
    server.cpu.set((user + system) / 1e6);
    server.sockets.set(countSockets());
    for (const { pid, kind, rssBytes, plugins, restarts } of host.vitals().runners) {
      server.runnerMemory.set({ pid, kind }, rssBytes);
      server.runnerPlugins.set({ pid, kind }, plugins);
      server.runnerDeaths.set({ kind }, restarts);
    }
  }

  function takePlugins(): void {
    for (const { id, state, usage } of host.plugins()) {
      const labels = { plugin: id };
      for (const name of pluginStates) plugin.state.set({ ...labels, state: name }, name === state ? 1 : 0);
      plugin.heap.set(labels, usage.heapBytes);
      plugin.external.set(labels, usage.externalBytes);
      plugin.turn.set({ ...labels, quantile: '0.5' }, usage.turnMs.p50 / 1000);
      plugin.turn.set({ ...labels, quantile: '0.95' }, usage.turnMs.p95 / 1000);
      plugin.cpu.inc(labels, usage.cpuMs / 1000);
      plugin.turns.inc(labels, usage.turns);
      plugin.dropped.inc(labels, usage.dropped);
      plugin.kills.inc(labels, usage.kills);
    }
  }

  return {
    contentType: registry.contentType,
    read() {
      // What no longer exists must not be reported, and counters are taken as they stand.
      registry.resetMetrics();
      takeServer();
      takePlugins();
      return registry.metrics();
    },
  };
}
