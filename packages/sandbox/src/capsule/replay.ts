/** Plays a capsule into a fresh runner, turn by turn as recorded, and reports the first thing that comes out differently. */

import type { SandboxPolicy } from '../policy.ts';
import { defaultPolicy } from '../policy.ts';
import type { GuestBundle } from '../protocol.ts';
import { type Launch, launchRunner } from '../supervisor/launch.ts';
import { compareTexts, compareTurns, type Difference } from './compare.ts';
import type { CapsuleEnded, CapsuleEngine, CapsuleFed } from './format.ts';
import type { Capsule, RecordedEvent } from './read.ts';
import { currentEngine } from './record.ts';
import { ReplayRunner, RunnerGone } from './replay-runner.ts';

export interface ReplayReport {
  readonly plugin: string;
  readonly version: string;
  readonly same: boolean;
  /** Turns that were played, calls beside the frames included. */
  readonly turns: number;
  readonly difference?: Difference & { readonly turn: number };
  /** How the recording ends, if it says. */
  readonly ended?: Omit<CapsuleEnded, 'type'>;
  /** In what this engine differs from the recorded one. */
  readonly otherEngine: readonly string[];
}

export interface ReplayOptions {
  /** The runtime of this terminal, for capsules that do not hold theirs. */
  readonly guest: GuestBundle;
  readonly policy?: SandboxPolicy;
  /** Another engine than isolates. */
  readonly launch?: Launch;
}

interface Waiting {
  readonly text: string;
  readonly aside: boolean;
  readonly time: number;
}

/** Plays until the first difference. Never throws for what the plugin does. */
export async function replayCapsule(capsule: Capsule, options: ReplayOptions): Promise<ReplayReport> {
  const { plugin, version, engine } = capsule.head;
  const replay = new Replay(capsule, options);
  try {
    const difference = await replay.play();
    const { turns, ended } = replay;
    return {
      plugin,
      version,
      same: difference === undefined,
      turns,
      ...(difference && { difference: { turn: turns, ...difference } }),
      ...(ended && { ended }),
      otherEngine: compareEngines(engine, currentEngine(capsule.guest ?? options.guest)),
    };
  } finally {
    replay[Symbol.dispose]();
  }
}

class Replay implements Disposable {
  readonly #capsule: Capsule;
  readonly #runner: ReplayRunner;
  #items: Waiting[] = [];
  /** The call beside the frames took nothing, and is not repeated. */
  #skipped = false;
  #loaded = false;
  turns = 0;
  ended: Omit<CapsuleEnded, 'type'> | undefined;

  constructor(capsule: Capsule, { guest, policy = defaultPolicy, launch = launchRunner }: ReplayOptions) {
    this.#capsule = capsule;
    // What came out then came out of that runtime.
    this.#runner = new ReplayRunner(launch, capsule.guest ?? guest, policy);
  }

  async play(): Promise<Difference | undefined> {
    try {
      for (const event of this.#capsule.events) {
        const difference = await this.#step(event);
        if (difference || this.ended) return difference;
      }
      return undefined;
    } catch (error) {
      if (!(error instanceof RunnerGone)) throw error;
      return { where: 'its end', expected: 'it goes on', actual: error.message };
    }
  }

  [Symbol.dispose](): void {
    this.#runner[Symbol.dispose]();
  }

  async #step({ header, values }: RecordedEvent): Promise<Difference | undefined> {
    switch (header.type) {
      case 'fed':
        return this.#feed(header, values);
      case 'begun':
        return this.#begin(header.items);
      case 'said': {
        if (this.#skipped) return undefined;
        this.turns++;
        return compareTexts('its messages', header.outputs, await this.#runner.said());
      }
      case 'turned': {
        this.turns++;
        const { jobs, box, outputs, time } = header;
        const windows = jobs.map(([instance, from, to]) => [instance, from, to] as const);
        const turned = await this.#runner.turn(time, this.#take(this.#items.length), windows);
        if (!turned) return { where: 'its turn', expected: 'one', actual: 'none: nothing was left to do' };
        return compareTurns({ jobs, box, outputs, values }, turned);
      }
      case 'ended': {
        const { type: _, ...ended } = header;
        this.ended = ended;
      }
    }
  }

  /** Items wait on our side until the turn that took them: which one that was, is recorded. */
  async #feed(fed: CapsuleFed, values: Float64Array): Promise<undefined> {
    for (const [text, aside] of fed.items) this.#items.push({ text, aside, time: fed.time });
    if (fed.attach.length + fed.detach.length + fed.series.length > 0) await this.#runner.feed(fed, values);
  }

  async #begin(items: number): Promise<undefined> {
    if (!this.#loaded) {
      this.#loaded = true;
      this.#runner.load(this.#capsule);
      return;
    }
    this.#skipped = items === 0;
    const time = this.#items.slice(0, items).find(({ aside }) => aside)?.time ?? 0;
    await this.#runner.call(time, this.#take(items));
  }

  #take(count: number): string[] {
    return this.#items.splice(0, count).map(({ text }) => text);
  }
}

function compareEngines(recorded: CapsuleEngine, current: CapsuleEngine): string[] {
  return (['node', 'v8', 'icu'] as const)
    .filter((part) => recorded[part] !== current[part])
    .map((part) => `${part} ${current[part]} instead of ${recorded[part]}`)
    .concat(recorded.guest === current.guest ? [] : ['another guest runtime']);
}
