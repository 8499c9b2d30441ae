/** The deadlines of what runs beside the frames: `main`, `activate`, `deactivate`. */

export const startPhases = ['loaded', 'activated', 'deactivated'] as const;
export type StartPhase = (typeof startPhases)[number];

export interface StartLimits {
  /** Until the runner takes it up. */
  readonly beginMs: number;
  /** From then until the call is back on the runner's loop: its own limit, and time to end a call that ignores it. */
  readonly returnMs: () => number;
  /** From then until the plugin reports that it is through, awaits included. */
  readonly reportMs: number;
}

/** not-begun: the runner never took it up; stuck: the call never came back; late: it did, but nothing was reported. */
export type StartFault = 'not-begun' | 'stuck' | 'late';

export class StartClock {
  readonly #limits: StartLimits;
  readonly #onFault: (fault: StartFault, phase: StartPhase) => void;
  #awaiting: StartPhase | undefined;
  #open = 0;
  #begun = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(limits: StartLimits, onFault: (fault: StartFault, phase: StartPhase) => void) {
    this.#limits = limits;
    this.#onFault = onFault;
  }

  /** Something of the plugin is to run, or runs, beside the frames. */
  get aside(): boolean {
    return this.#open > 0;
  }

  /** It is on its thread now. */
  get running(): boolean {
    return this.#begun;
  }

  get awaiting(): StartPhase | undefined {
    return this.#awaiting;
  }

  expect(phase: StartPhase): void {
    this.#open++;
    this.#awaiting = phase;
    if (!this.#begun) this.#arm(this.#limits.beginMs, 'not-begun');
  }

  /** The runner says that a call is on its thread. Throws a plain Error if none was asked for. */
  begin(): void {
    if (this.#open === 0 || this.#begun) throw new Error('a call begun that was not asked for');
    this.#begun = true;
    this.#arm(this.#limits.returnMs(), 'stuck');
  }

  /** The runner says that the call is back. Throws a plain Error if none was under way. */
  return(): void {
    if (!this.#begun) throw new Error('outputs of a call that was not begun');
    this.#begun = false;
    this.#open--;
    if (this.#open > 0) this.#arm(this.#limits.beginMs, 'not-begun');
    else if (this.#awaiting) this.#arm(this.#limits.reportMs, 'late');
    else this.#disarm();
  }

  /** The plugin reports how a phase ended. */
  report(phase: StartPhase): void {
    if (this.#awaiting !== phase) return;
    this.#awaiting = undefined;
    if (this.#open === 0) this.#disarm();
  }

  stop(): void {
    this.#disarm();
  }

  #arm(ms: number, fault: StartFault): void {
    this.#disarm();
    this.#timer = setTimeout(() => this.#onFault(fault, this.#awaiting ?? 'loaded'), ms);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
