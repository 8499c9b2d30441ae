/** Reads what a run in the sandbox answered to a step: of a known shape and within its bounds, or the run is ended. */

import {
  commandTextMaxChars,
  isPlainText,
  type JsonObject,
  maxStepCommands,
  type OrderPatch,
  type RunAnswer,
  type RunCallbacks,
  type RunCommand,
  type RunStep,
} from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isName = (value: unknown): value is string => isPlainText(value, commandTextMaxChars);

/** Reads the answers of one run; ids must count up, so that none is used twice. Owned by whoever steps the run. */
export class AnswerReader {
  readonly #run: string;
  readonly #idOf: (n: number) => string;
  #count = 0;

  /** `idOf` says what the nth order of the run must be called. */
  constructor(run: string, idOf: (n: number) => string = (n) => `${run}-${n}`) {
    this.#run = run;
    this.#idOf = idOf;
  }

  /** Throws `trading.bad-answer`. */
  read(value: unknown, { bars }: RunStep): RunAnswer {
    if (!isFields(value) || !Array.isArray(value.commands)) throw this.#bad('something else than told and commands');
    const { told, commands } = value;
    const most = bars ? bars.to - bars.from : 0;
    if (!Number.isInteger(told) || (told as number) < 0 || (told as number) > most)
      throw this.#bad('a number of bars it was not given');
    if (commands.length > maxStepCommands) throw this.#bad(`${commands.length} commands at once`);
    if (commands.length === 0 && told !== most)
      throw this.#bad('fewer bars than it was given, though without a command');
    return { told: told as number, commands: commands.map((command) => this.#command(command)) };
  }

  #command(value: unknown): RunCommand {
    const command = isFields(value) ? value : {};
    switch (command.c) {
      case 'submit':
      case 'spawn':
        if (command.id !== this.#idOf(++this.#count)) throw this.#bad('an order id out of turn');
        if (!isFields(command.order)) throw this.#bad('an order that is none');
        return { c: command.c, id: command.id, order: command.order as JsonObject };
      case 'cancel':
        if (!isName(command.id)) throw this.#bad('a cancel without an id');
        return { c: 'cancel', id: command.id };
      case 'amend':
        if (!isName(command.id) || !isFields(command.patch)) throw this.#bad('a change without an id');
        return { c: 'amend', id: command.id, patch: command.patch as OrderPatch };
      case 'timer':
        return this.#timer(command);
      case 'clear':
        if (!isName(command.name)) throw this.#bad('a timer without a name');
        return { c: 'clear', name: command.name };
      case 'finish':
        return { c: 'finish' };
      default:
        throw this.#bad('a command nobody knows');
    }
  }

  #timer({ name, at, everyMs }: Fields): RunCommand {
    if (!isName(name) || !Number.isSafeInteger(at)) throw this.#bad('a timer without a name or time');
    if (everyMs === undefined) return { c: 'timer', name, at: at as number };
    if (!Number.isSafeInteger(everyMs) || (everyMs as number) < 1) throw this.#bad('a timer that never waits');
    return { c: 'timer', name, at: at as number, everyMs: everyMs as number };
  }

  #bad(why: string) {
    return tradingError('bad-answer', { run: this.#run, why });
  }
}

/** What the guest says it has callbacks for; whatever is not said is not there. */
export function readCallbacks(value: unknown): RunCallbacks {
  const given = isFields(value) ? value : {};
  const has = (name: string) => given[name] === true;
  return { start: has('start'), bar: has('bar'), order: has('order'), timer: has('timer'), stop: has('stop') };
}
