/** What a plugin may do per stretch of time: its share of a processor, its messages, its lines of log. */

import type { CodedError, PluginId } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { StartRequest } from './plugin-run.ts';
import { Recent } from './recent.ts';

export interface AllowanceSpec {
  readonly plugin: PluginId;
  readonly turnMs: number;
  /** Of one processor; absent: no limit. */
  readonly cpuPercent: number | undefined;
  readonly policy: SandboxPolicy;
  /** Told at most once in a window for each of its kinds. */
  readonly onWarned: (warning: CodedError) => void;
}

export function createAllowances(request: StartRequest, policy: SandboxPolicy): Allowances {
  const { plugin, limits, cpuPercent, listener } = request;
  const onWarned = (warning: CodedError) => listener.onWarned?.(warning);
  return new Allowances({ plugin, turnMs: limits.turnMs, cpuPercent, policy, onWarned });
}

/** A plugin whose bars wait does so for no longer than this at a time. */
const longestRestMs = 250;

export class Allowances {
  readonly #spec: AllowanceSpec;
  readonly #cpu: Recent;
  readonly #chars: Recent;
  readonly #lines: Recent;
  readonly #slow: Recent;
  readonly #warned = new Map<string, number>();
  #cpuMs = 0;
  #isOver = false;
  #restsUntil = 0;

  constructor(spec: AllowanceSpec) {
    this.#spec = spec;
    const { cpuWindowMs, messageWindowMs, logWindowMs, slowWindowMs } = spec.policy;
    this.#cpu = new Recent(cpuWindowMs);
    this.#chars = new Recent(messageWindowMs);
    this.#lines = new Recent(logWindowMs);
    this.#slow = new Recent(slowWindowMs);
  }

  /** In terms of performance.now(): until then it gets no bars, so that those that come meanwhile are one turn. */
  get restsUntil(): number {
    return this.#restsUntil;
  }

  /** All the processor time it took so far. Throws `sandbox.cpu` where holding back its bars does not help. */
  spent(now: number, cpuMs: number): void {
    const { plugin, cpuPercent: limit, policy } = this.#spec;
    const used = this.#cpu.add(now, Math.max(0, cpuMs - this.#cpuMs));
    this.#cpuMs = cpuMs;
    if (limit === undefined) return;
    const { cpuWindowMs: windowMs, cpuHardFactor } = policy;
    const percent = Math.round((used / windowMs) * 100);
    this.#isOver = used > (limit / 100) * windowMs;
    if (used > (limit / 100) * windowMs * cpuHardFactor)
      throw sandboxError('cpu', { plugin, percent, limit: limit * cpuHardFactor, windowMs });
    if (this.#isOver) this.#warn(now, windowMs, sandboxError('conflated', { plugin, percent, limit, windowMs }));
  }

  /** A turn is over that took `ms`. */
  turned(now: number, ms: number): void {
    const { plugin, turnMs, cpuPercent = 100, policy } = this.#spec;
    if (this.#isOver)
      this.#restsUntil = performance.now() + Math.min(longestRestMs, ms * Math.max(0, 100 / cpuPercent - 1));
    if (ms <= turnMs * policy.slowShare || this.#slow.add(now, 1) < policy.maxSlow) return;
    this.#warn(now, policy.slowWindowMs, sandboxError('slow-turn', { plugin, ms: Math.round(ms), limitMs: turnMs }));
  }

  /** Messages came. Throws `sandbox.message-flood`. */
  said(now: number, chars: number): void {
    const { plugin, policy } = this.#spec;
    const { messageWindowMs: windowMs, maxMessageChars: limit } = policy;
    const all = this.#chars.add(now, chars);
    if (all > limit) throw sandboxError('message-flood', { plugin, chars: all, limit, windowMs });
  }

  /** A line of log came; false if it is one too many. */
  logged(now: number): boolean {
    const { plugin, policy } = this.#spec;
    const { logWindowMs: windowMs, maxLogLines: limit } = policy;
    if (this.#lines.add(now, 1) <= limit) return true;
    this.#warn(now, windowMs, sandboxError('log-flood', { plugin, limit, windowMs }));
    return false;
  }

  #warn(now: number, windowMs: number, warning: CodedError): void {
    if (now - (this.#warned.get(warning.code) ?? Number.NEGATIVE_INFINITY) < windowMs) return;
    this.#warned.set(warning.code, now);
    this.#spec.onWarned(warning);
  }
}
