/** One run in a plugin's isolate: its columns, its beginning, its steps and its end. What it answers is checked. */

import type {
  Instrument,
  Json,
  JsonObject,
  ParentView,
  RunAnswer,
  RunBegin,
  RunCallbacks,
  RunStep,
  SeriesReader,
} from '@omnitrade/contracts';
import { AnswerReader, readCallbacks } from '@omnitrade/trading';
import type { PluginSession } from '../plugins/plugin-session.ts';

export interface RunLinkSpec {
  readonly session: PluginSession;
  readonly point: 'trading.strategy' | 'trading.orderType';
  /** The contribution's id behind the slash. */
  readonly local: string;
  /** Never used twice in one session. */
  readonly instance: number;
  readonly series: SeriesReader;
  readonly instrument: Instrument;
  readonly p: JsonObject;
  readonly run: string;
  /** What the nth order of the run must be called. */
  readonly idOf?: (n: number) => string;
}

/** A run of its own in bars, as the isolate keeps it. */
const ownColumns = 6;
/** A step is one turn: what takes longer is stopped by the sandbox long before. */
const stepLimitMs = 20_000;

/** Owned by whoever runs it; disposing takes the columns away. */
export class RunLink implements Disposable {
  readonly #spec: RunLinkSpec;
  readonly #answers: AnswerReader;

  constructor(spec: RunLinkSpec) {
    this.#spec = spec;
    this.#answers = new AnswerReader(spec.run, spec.idOf);
    const { session, point, local, instance, series, instrument, p } = spec;
    session.attach(
      { instance, series, outputs: 0, columns: ownColumns },
      { t: 'attach', instance, point, contribution: local, series: 0, p, instrument },
    );
  }

  /** Why the order type does not take the order, in its own words; undefined if it does. */
  async check(parent: ParentView): Promise<string | undefined> {
    const { value } = await this.#call('run.check', { instance: this.#spec.instance, parent: { ...parent } });
    return typeof value === 'string' ? value.slice(0, 500) : undefined;
  }

  async begin(begin: Omit<RunBegin, 'instance'>): Promise<RunCallbacks> {
    const { value } = await this.#call('run.begin', { ...begin, instance: this.#spec.instance } as unknown as Json);
    return readCallbacks(value);
  }

  /** Rejects with what the plugin's failure is, or `trading.bad-answer`. */
  async step(step: RunStep): Promise<RunAnswer> {
    const { value } = await this.#call('run.step', step as unknown as Json);
    return this.#answers.read(value, step);
  }

  [Symbol.dispose](): void {
    const { session, run, instance } = this.#spec;
    this.#call('run.end', { run }).catch(() => {});
    session.detach(instance);
  }

  #call(method: string, argument: Json) {
    const { session, local } = this.#spec;
    return session.call(local, method, [argument], stepLimitMs);
  }
}
