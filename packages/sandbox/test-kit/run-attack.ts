/** Lets one attack loose next to two honest plugins and reports what became of all three. */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, Outcome } from '../src/attacks/attack.ts';
import type { Kit } from './kit.ts';
import { indicatorPlugin } from './sources.ts';
import type { Stop, TestPlugin } from './test-plugin.ts';
import { TestSeries } from './test-series.ts';

export interface AttackReport {
  readonly id: string;
  readonly outcome: Outcome;
  readonly stop: Stop | undefined;
  /** Id of the plugin that attacked. */
  readonly plugin: string;
  /** All the attacker said, as text. */
  readonly said: string;
  readonly runnerDied: boolean;
  /** Why it did. */
  readonly reasons: readonly string[];
  /** Ends of neighbours, if their runner died. */
  readonly neighbours: readonly Stop[];
  /** The longest the loop of this process stood still. */
  readonly gapMs: number;
  /** From the moment the attack could begin to its end. */
  readonly endMs: number;
  /** From the death of the runner until every neighbour computes again. */
  readonly backMs: number | undefined;
  readonly peakRssMb: number;
}

const neighbourSource = indicatorPlugin({
  calc: ({ in: bars, out, from, to }) => {
    for (let i = from; i < to; i++) out.v[i] = bars.close[i] * 2;
  },
});
/** How long an attack that may come to nothing is watched. */
const watchMs = 120;
const patienceMs = 20_000;

export class AttackRange {
  readonly #kit: Kit;
  readonly #series: TestSeries;
  #neighbours: { plugin: TestPlugin; instance: number }[] = [];

  constructor(kit: Kit) {
    this.#kit = kit;
    this.#series = new TestSeries(500, (delta) => kit.sandbox.publish(delta));
  }

  /** A machine too busy to let the attack run says nothing about it: it is let loose again. */
  async run(attack: Attack): Promise<AttackReport> {
    for (let tries = 1; ; tries++) {
      const report = await this.#runOnce(attack);
      if (report.stop?.error?.code !== 'sandbox.starved' || tries === 10) return report;
    }
  }

  async #runOnce(attack: Attack): Promise<AttackReport> {
    const deaths = this.#kit.deaths.length;
    await this.neighboursCompute();
    const before = this.#neighbours.map(({ plugin }) => plugin);
    const delay = monitorEventLoopDelay({ resolution: 2 });
    delay.enable();
    let peak = 0;
    const watch = setInterval(() => {
      for (const { rssBytes } of this.#kit.sandbox.runners) peak = Math.max(peak, rssBytes);
    }, 5);
    const started = performance.now();
    const one = this.#kit.start(attack.files);
    const outcome = await this.#strike(one, attack.ends.includes('alive'));
    const endMs = performance.now() - started;
    const { stop } = one;
    one[Symbol.dispose]();
    const runnerDied = before.some((plugin) => plugin.stop !== undefined);
    await this.neighboursCompute();
    const backMs = runnerDied ? performance.now() - started - endMs : undefined;
    clearInterval(watch);
    delay.disable();
    return {
      id: attack.id,
      outcome,
      stop,
      plugin: one.run.plugin,
      said: JSON.stringify(one.outputs),
      runnerDied,
      reasons: this.#kit.deaths.slice(deaths).map(({ reason }) => reason),
      neighbours: before.flatMap((plugin) => plugin.stop ?? []),
      gapMs: delay.max / 1e6,
      endMs,
      backMs,
      peakRssMb: peak / 1048576,
    };
  }

  /** Starts neighbours that are not there, and sees that each computes the newest bar. */
  async neighboursCompute(): Promise<void> {
    this.#neighbours = this.#neighbours.filter(({ plugin }) => plugin.stop === undefined);
    while (this.#neighbours.length < 2) {
      const plugin = await this.#kit.start(neighbourSource).activate();
      this.#neighbours.push({ plugin, instance: plugin.attach(this.#series) });
    }
    this.#series.tick(Math.floor(performance.now()));
    const close = this.#series.columns.close[499] as number;
    for (const { plugin, instance } of this.#neighbours) {
      const isNew = () => plugin.values.get(instance)?.columns[0]?.[499] === close * 2;
      await plugin.when(() => isNew() || plugin.stop !== undefined, 'a neighbour to compute').catch(() => {});
      if (plugin.stop) return this.neighboursCompute();
    }
  }

  /** Leads a plugin through its whole life, or as far as it gets. */
  async #strike(one: TestPlugin, mayLive: boolean): Promise<Outcome> {
    const said = (...kinds: string[]) => one.outputs.some(({ t }) => kinds.includes(t));
    const until = async (check: () => boolean, ms = patienceMs) => {
      const end = performance.now() + ms;
      while (!check() && !one.stop && performance.now() < end) await sleep(1);
    };
    const lives = () => !one.stop && !said('load-failed', 'activate-failed');
    await until(() => said('loaded', 'load-failed'));
    if (lives()) {
      const context = { plugin: one.run.plugin, version: '1.0.0', permissions: ['charts:write', 'data:provide'] };
      one.post({ t: 'activate', context: { ...context, settings: {} } });
      await until(() => said('activated', 'activate-failed'));
    }
    if (lives()) {
      one.attach(this.#series, { state: 1 });
      for (const method of ['search', 'bars'])
        for (const target of ['src', 'rows']) one.post({ t: 'call', id: 1, target, method, args: ['q'] });
      this.#series.append(0);
      await until(() => said('instance-failed'), mayLive ? watchMs : undefined === one.stop ? watchMs : 0);
    }
    if (lives() && !said('instance-failed')) {
      one.post({ t: 'deactivate' });
      await until(() => said('deactivated'), mayLive ? patienceMs : 1_000);
      if (!mayLive) await until(() => false, patienceMs / 4);
    }
    if (one.stop?.error) return one.stop.error.code as Outcome;
    for (const kind of ['load-failed', 'activate-failed', 'instance-failed'] as const) if (said(kind)) return kind;
    return 'alive';
  }
}
