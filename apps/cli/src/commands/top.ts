/** `omnitrade top`: what server, runners and plugins take just now; drawn anew until it is stopped, once where nobody watches. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginSummary, ServerVitals } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Column, printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface Row {
  readonly plugin: PluginSummary;
  /** Of one processor, since the last look; undefined at the first. */
  readonly cpuPercent: number | undefined;
}

const lookMs = 2_000;
const clearScreen = '\u001b[H\u001b[2J';
const megabytes = (bytes: number) => (bytes / 1048576).toFixed(1);

const pluginColumns: readonly Column<Row>[] = [
  { title: 'PLUGIN', value: ({ plugin }) => plugin.id },
  { title: 'STATE', value: ({ plugin }) => plugin.state },
  { title: 'CPU %', right: true, value: ({ cpuPercent }) => cpuPercent?.toFixed(1) ?? '-' },
  { title: 'CPU MS', right: true, value: ({ plugin }) => plugin.usage.cpuMs.toFixed(0) },
  { title: 'HEAP MB', right: true, value: ({ plugin }) => megabytes(plugin.usage.heapBytes) },
  { title: 'OTHER MB', right: true, value: ({ plugin }) => megabytes(plugin.usage.externalBytes) },
  { title: 'TURNS', right: true, value: ({ plugin }) => `${plugin.usage.turns}` },
  { title: 'P50 MS', right: true, value: ({ plugin }) => plugin.usage.turnMs.p50.toFixed(2) },
  { title: 'P95 MS', right: true, value: ({ plugin }) => plugin.usage.turnMs.p95.toFixed(2) },
  { title: 'MAX MS', right: true, value: ({ plugin }) => plugin.usage.turnMs.max.toFixed(2) },
  { title: 'QUEUE', right: true, value: ({ plugin }) => `${plugin.usage.queued}` },
  { title: 'DROPPED', right: true, value: ({ plugin }) => `${plugin.usage.dropped}` },
  { title: 'ERRORS', right: true, value: ({ plugin }) => `${plugin.usage.errors.count}` },
  { title: 'KILLS', right: true, value: ({ plugin }) => `${plugin.usage.kills}` },
  { title: 'STRIKES', right: true, value: ({ plugin }) => `${plugin.usage.strikes}` },
];

const wideColumns: readonly Column<Row>[] = [
  ...pluginColumns,
  { title: 'WALL MS', right: true, value: ({ plugin }) => plugin.usage.wallMs.toFixed(0) },
  { title: 'CONFLATED', right: true, value: ({ plugin }) => `${plugin.usage.conflated}` },
  { title: 'IN KB', right: true, value: ({ plugin }) => (plugin.usage.bytesIn / 1024).toFixed(0) },
  { title: 'OUT KB', right: true, value: ({ plugin }) => (plugin.usage.bytesOut / 1024).toFixed(0) },
  { title: 'CALLS', right: true, value: ({ plugin }) => `${countCalls(plugin, 'allowed')}` },
  { title: 'DENIED', right: true, value: ({ plugin }) => `${countCalls(plugin, 'denied')}` },
  { title: 'RESTARTS', right: true, value: ({ plugin }) => `${plugin.usage.restarts}` },
];

function countCalls({ usage }: PluginSummary, outcome: 'allowed' | 'denied'): number {
  return Object.values(usage.calls).reduce((sum, count) => sum + count[outcome], 0);
}

const runnerColumns: readonly Column<ServerVitals['runners'][number]>[] = [
  { title: 'RUNNER', value: ({ pid }) => `${pid}` },
  { title: 'KIND', value: ({ kind }) => kind },
  { title: 'RSS MB', right: true, value: ({ rssBytes }) => megabytes(rssBytes) },
  { title: 'PLUGINS', right: true, value: ({ plugins }) => `${plugins}` },
  { title: 'LAG MS', right: true, value: ({ lagMs }) => lagMs.toFixed(1) },
  { title: 'DEATHS', right: true, value: ({ restarts }) => `${restarts}` },
];

export function addTopCommand(program: Command): void {
  const command = program
    .command('top')
    .description('what server, runners and plugins take just now')
    .option('--wide', 'every figure of the plugins');
  withCommonOptions(command, 'omnitrade top --wide').action(top);
}

interface TopOptions extends CommonOptions {
  readonly wide?: boolean;
}

async function top(options: TopOptions): Promise<void> {
  await using terminal = await openTerminal(options);
  const look = async () => ({ server: await terminal.vitals(), plugins: await terminal.plugins() });
  let now = await look();
  if (options.json) return printJson(now);
  const columns = options.wide ? wideColumns : pluginColumns;
  print(now.server, toRows(now.plugins), columns);
  while (process.stdout.isTTY) {
    await sleep(lookMs);
    const before = now;
    now = await look();
    process.stdout.write(clearScreen);
    print(now.server, toRows(now.plugins, before.plugins, now.server.time - before.server.time), columns);
  }
}

/** The busiest first; by all they ever took where there is nothing to compare with. */
export function toRows(now: readonly PluginSummary[], before: readonly PluginSummary[] = [], passedMs = 0): Row[] {
  const earlier = new Map(before.map(({ id, usage }) => [id, usage.cpuMs]));
  const rows = now.map((plugin): Row => {
    const was = earlier.get(plugin.id);
    const known = was !== undefined && passedMs > 0;
    // One that was installed anew counts from nothing.
    return { plugin, cpuPercent: known ? Math.max(0, ((plugin.usage.cpuMs - was) / passedMs) * 100) : undefined };
  });
  return rows.toSorted(
    (a, b) => (b.cpuPercent ?? 0) - (a.cpuPercent ?? 0) || b.plugin.usage.cpuMs - a.plugin.usage.cpuMs,
  );
}

function print(
  { loopGapMs, rssBytes, runners, deaths }: ServerVitals,
  rows: readonly Row[],
  columns: readonly Column<Row>[],
): void {
  printLine(`Server: ${megabytes(rssBytes)} MB, loop gap ${loopGapMs.toFixed(1)} ms\n`);
  printTable(runners, runnerColumns, 'No runner is up.');
  if (deaths.length > 0)
    printLine(`Died: ${deaths.map(({ kind, cause, count }) => `${count} ${kind} (${cause})`).join(', ')}`);
  printLine('');
  printTable(rows, columns, 'No plugin is installed.');
}
