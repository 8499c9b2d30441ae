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
  const counter = (name: string, help: string, more: string[] = []) =>
    new Counter({ name, help, labelNames: ['plugin', ...more], registers });

  const server = {
    loopGap: gauge('omnitrade_loop_gap_seconds', 'Longest gap of the server loop in the last two seconds.'),
    memory: gauge('omnitrade_resident_bytes', 'Resident memory of the server.'),
    cpu: gauge('omnitrade_cpu_seconds_total', 'CPU time of the server.'),
    sockets: gauge('omnitrade_pages', 'Pages connected.'),
    runnerMemory: gauge('omnitrade_runner_resident_bytes', 'Resident memory of a runner.', ['pid', 'kind']),
    runnerPlugins: gauge('omnitrade_runner_plugins', 'Plugins in a runner.', ['pid', 'kind']),
    runnerLag: gauge('omnitrade_runner_lag_seconds', 'How long the last message waited for the loop of a runner.', [
      'pid',
      'kind',
    ]),
    runnerDeaths: gauge('omnitrade_runner_deaths_total', 'Runners of a kind that died.', ['kind']),
    runnerCauses: gauge('omnitrade_runner_deaths_by_cause_total', 'Runners of a kind that died, by cause.', [
      'kind',
      'cause',
    ]),
  };
  const plugin = {
    state: gauge('omnitrade_plugin_state', '1 for the state the plugin is in.', ['plugin', 'state']),
    heap: gauge('omnitrade_plugin_heap_bytes', 'Heap of the plugin.', ['plugin']),
    external: gauge('omnitrade_plugin_external_bytes', 'Memory of the plugin outside its heap.', ['plugin']),
    turn: gauge('omnitrade_plugin_turn_seconds', 'Length of a turn.', ['plugin', 'quantile']),
    turnMax: gauge('omnitrade_plugin_turn_seconds_max', 'The longest turn.', ['plugin']),
    queued: gauge('omnitrade_plugin_queued', 'Messages that wait for the plugin.', ['plugin']),
    strikes: gauge('omnitrade_plugin_strikes', 'Kills that count towards quarantine now.', ['plugin']),
    cpu: counter('omnitrade_plugin_cpu_seconds_total', 'CPU time of the plugin.'),
    turns: counter('omnitrade_plugin_turns_total', 'Turns of the plugin.'),
    dropped: counter('omnitrade_plugin_dropped_total', 'Messages of the plugin that were dropped.'),
    kills: counter('omnitrade_plugin_kills_total', 'How often the plugin was ended for what it did.'),
    wall: counter('omnitrade_plugin_wall_seconds_total', 'Time in turns of the plugin on the clock.'),
    conflated: counter('omnitrade_plugin_conflated_total', 'Changes of bars put together before the plugin saw them.'),
    bytes: counter('omnitrade_plugin_bytes_total', 'Messages and columns to the plugin and from it.', ['direction']),
    calls: counter('omnitrade_plugin_calls_total', 'Calls of the plugin to the terminal.', ['call', 'outcome']),
    errors: counter('omnitrade_plugin_errors_total', 'Errors of the plugin that nobody in it caught.'),
    restarts: counter('omnitrade_plugin_restarts_total', 'How often the plugin was started anew by itself.'),
  };

  function takeServer(): void {
    const { user, system } = process.cpuUsage();
    server.loopGap.set(loopGap.gapMs / 1000);
    server.memory.set(process.memoryUsage.rss());
    server.cpu.set((user + system) / 1e6);
    server.sockets.set(countSockets());
    const { runners, deaths } = host.vitals();
    for (const { pid, kind, rssBytes, plugins, lagMs } of runners) {
      server.runnerMemory.set({ pid, kind }, rssBytes);
      server.runnerPlugins.set({ pid, kind }, plugins);
      server.runnerLag.set({ pid, kind }, lagMs / 1000);
    }
    for (const { kind } of runners) server.runnerDeaths.set({ kind }, 0);
    for (const { kind, cause, count } of deaths) {
      server.runnerDeaths.inc({ kind }, count);
      server.runnerCauses.set({ kind, cause }, count);
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
      plugin.turnMax.set(labels, usage.turnMs.max / 1000);
      plugin.queued.set(labels, usage.queued);
      plugin.strikes.set(labels, usage.strikes);
      plugin.wall.inc(labels, usage.wallMs / 1000);
      plugin.conflated.inc(labels, usage.conflated);
      plugin.bytes.inc({ ...labels, direction: 'in' }, usage.bytesIn);
      plugin.bytes.inc({ ...labels, direction: 'out' }, usage.bytesOut);
      plugin.errors.inc(labels, usage.errors.count);
      plugin.restarts.inc(labels, usage.restarts);
      for (const [call, { allowed, denied }] of Object.entries(usage.calls)) {
        plugin.calls.inc({ ...labels, call, outcome: 'allowed' }, allowed);
        plugin.calls.inc({ ...labels, call, outcome: 'denied' }, denied);
      }
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
