/** Modules as the engine reads them: types are taken out where a module is first asked for, and only here, where it can do no harm. */

import { stripTypeScriptTypes } from 'node:module';
import { CellFailure } from '../drivers/driver.ts';

const typed = /\.m?ts$/;

/**
 * The parser of types reads what an attacker wrote. Text that breaks it may leave it broken for all that come after:
 * `onBroken` is called then, and must end the process.
 */
export class PlainModules extends Map<string, string> {
  readonly #onBroken: () => void;
  readonly #plain = new Map<string, string>();

  constructor(modules: ReadonlyMap<string, string>, onBroken: () => void) {
    super(modules);
    this.#onBroken = onBroken;
  }

  /** Throws `load-failed` with the file and the reason. */
  override get(path: string): string | undefined {
    const text = super.get(path);
    if (text === undefined || !typed.test(path)) return text;
    const known = this.#plain.get(path);
    if (known !== undefined) return known;
    const plain = this.#strip(path, text);
    this.#plain.set(path, plain);
    return plain;
  }

  #strip(path: string, text: string): string {
    try {
      return stripTypeScriptTypes(text);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ERR_INTERNAL_ASSERTION') this.#onBroken();
      throw new CellFailure('load-failed', `${path}: ${message.split('\n', 1)[0]?.slice(0, 300)}`);
    }
  }
}
