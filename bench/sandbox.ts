/** Measures the sandbox beside the limit (the same code in this process) and beside other ways to keep plugins apart. */

import { printTable, show, times } from './figures.ts';
import { type ComputeFigures, measureCompute } from './sandbox-compute.ts';
import { measureAttack, measureTicks, startSandbox } from './sandbox-crowd.ts';
import { type Crowd, startProcesses, startQuickJs, startWorkers } from './sandbox-others.ts';

function printCompute({ bars, here, isolate, isolateInAndOut, runner, quickjs }: ComputeFigures): void {
  const row = (name: string, ms: number, goal: string) => [
    name,
    show(ms, 'ms'),
    times(here / ms),
    times(ms / here),
    goal,
  ];
  console.log(`Five classic computations over ${bars.toLocaleString('en')} bars:\n`);
  printTable(
    ['where', 'time', 'speed', 'time against in-process', 'goal'],
    [
      row('in this process', here, ''),
      row('isolate, resident columns', isolate, 'speed >= 0.97x'),
      row('isolate, data in and out', isolateInAndOut, 'time <= 1.10x'),
      row('through a runner process, 48 MB in and out', runner, ''),
      row('QuickJS (WebAssembly)', quickjs, ''),
    ],
  );
}

async function printTicks(): Promise<void> {
  const rows: string[][] = [];
  const add = async (name: string, count: number, crowd: Crowd, ticks: number) => {
    const { p50, p95 } = await measureTicks(crowd, ticks);
    rows.push([name, String(count), show(p50, 'µs'), show(p95, 'µs'), show(p50 / count, 'µs')]);
    await crowd.end();
  };
  await add('sandbox, one runner', 1, await startSandbox(1), 2_000);
  await add('sandbox, one runner', 25, await startSandbox(25), 1_000);
  await add('sandbox, one runner', 200, await startSandbox(200, 200), 400);
  await add('sandbox, four runners', 200, await startSandbox(200, 50), 400);
  await add('a worker each', 25, await startWorkers(25), 300);
  await add('a process each', 25, await startProcesses(25), 300);
  await add('QuickJS', 200, await startQuickJs(200), 400);
  console.log('One tick to trivial plugins and back (goal: <= 10 µs a plugin at 200):\n');
  printTable(['how', 'plugins', 'p50', 'p95', 'a plugin'], rows);
}

async function printStarts(): Promise<void> {
  const rows: string[][] = [];
  const count = 100;
  const goal = (await startTwice(() => startSandbox(count))).at(-1) as Crowd;
  const add = (name: string, { startMs, megabytes }: Crowd) =>
    rows.push([
      name,
      show(startMs / 1000, 's'),
      times(startMs / goal.startMs),
      show(megabytes, 'MB'),
      times(megabytes / goal.megabytes),
    ]);
  add('sandbox', goal);
  await goal.end();
  for (const [name, start] of [
    ['a worker each', startWorkers],
    ['a process each', startProcesses],
    ['QuickJS', startQuickJs],
  ] as const) {
    const crowd = await start(count);
    add(name, crowd);
    await crowd.end();
  }
  console.log(`${count} plugins from disk to active (goals: <= 0.5 s, <= 2 MB each):\n`);
  printTable(['how', 'time', 'against the sandbox', 'memory of one', 'against the sandbox'], rows);
}

/** The first run reads files for the first time. */
async function startTwice<T extends Crowd>(start: () => Promise<T>): Promise<T[]> {
  const first = await start();
  await first.end();
  return [first, await start()];
}

async function printAttacks(): Promise<void> {
  const rows: string[][] = [];
  for (const [name, code, goal] of [
    ['for (;;);', 'for (;;);', 'ended <= 100 ms'],
    ['new Array(2**32-2).indexOf(1)', 'new Array(2 ** 32 - 2).indexOf(1);', 'neighbours <= 500 ms'],
  ] as const) {
    const { endedMs, neighboursMs, runnerDied } = await measureAttack(code);
    rows.push([name, show(endedMs, 'ms'), show(neighboursMs, 'ms'), runnerDied ? 'started anew' : 'went on', goal]);
  }
  console.log('One of 50 plugins in a runner does not come back:\n');
  printTable(['what it does', 'ended after', 'all 49 others computed after', 'they', 'goal'], rows);
}

if (import.meta.main) {
  printCompute(await measureCompute());
  await printTicks();
  await printStarts();
  await printAttacks();
}
