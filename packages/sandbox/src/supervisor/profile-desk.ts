/** Profiles that were asked for and are still to come, one a plugin at a time. */

import { sandboxError } from '../errors.ts';
import { checkProfile } from '../profile/check.ts';
import { type CpuProfile, profileLimits } from '../profile/format.ts';
import type { FromRunner } from '../protocol.ts';
import type { RunState } from './plugin-run.ts';

interface Asked extends PromiseWithResolvers<CpuProfile> {
  readonly plugin: string;
  text: string;
}

export class ProfileDesk {
  readonly #asked = new Map<number, Asked>();

  /** Rejects with `sandbox.profile-*`. */
  ask({ slot, plugin }: RunState, send: () => void): Promise<CpuProfile> {
    if (this.#asked.has(slot)) return Promise.reject(sandboxError('profile-under-way', { plugin }));
    const asked = { plugin, text: '', ...Promise.withResolvers<CpuProfile>() };
    this.#asked.set(slot, asked);
    send();
    return asked.promise;
  }

  /** Part of what was asked for. Throws a plain Error for what no honest runner sends. */
  take({ slot, text, more }: Extract<FromRunner, { type: 'profile' }>, isKnown: (slot: number) => boolean): void {
    const asked = this.#asked.get(slot);
    if (typeof text !== 'string' || typeof more !== 'boolean') throw new Error('a profile in the wrong shape');
    if (!asked) {
      if (isKnown(slot)) throw new Error('a profile nobody asked for');
      // Of one that has ended since.
      return;
    }
    asked.text += text;
    if (asked.text.length > profileLimits.chars) throw new Error('a profile that is too long');
    if (more) return;
    if (asked.text === '') asked.reject(sandboxError('profile-empty', { plugin: asked.plugin }));
    else asked.resolve(checkProfile(asked.text));
    this.#asked.delete(slot);
  }

  ended({ slot }: RunState): void {
    const asked = this.#asked.get(slot);
    this.#asked.delete(slot);
    asked?.reject(sandboxError('profile-ended', { plugin: asked.plugin }));
  }
}
