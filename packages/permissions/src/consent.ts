/** What the user is asked before a plugin is installed or updated: one entry for each permission, and what two of them mean together. */

import { isPlainText, type JsonObject } from '@omnitrade/contracts';
import type { Risk } from './catalogue.ts';
import type { LimitName } from './limits.ts';
import { describePermission } from './permission.ts';

export interface Wish {
  readonly id: string;
  /** The author's words; shown as the author's. */
  readonly reason?: string;
  readonly optional?: boolean;
  readonly limits: JsonObject;
}

export interface ConsentAsk {
  readonly id: string;
  readonly title: string;
  readonly sentence: string;
  readonly risk: Risk;
  /** Whatever stands here was written by the author of the plugin; nobody has checked it. */
  readonly authorReason?: string;
  /** May be asked for later, when the plugin needs it. */
  readonly optional: boolean;
  /** Limits the user may set. */
  readonly accepts: readonly LimitName[];
  /** Limits the plugin asks for: the user can make them narrower, never wider. */
  readonly asked: JsonObject;
  /** How the switch stands before the user touched it. */
  readonly on: boolean;
  /** What this means together with others that are asked for; to be shown before it can be switched on. */
  readonly warnings: readonly string[];
}

const isHarmless = (risk: Risk) => risk === 'none' || risk === 'low';
const maxReasonChars = 500;

/** Ordered by risk, the greatest first; the order of the manifest within one risk. */
export function describeConsent(wishes: readonly Wish[]): ConsentAsk[] {
  const hosts = wishes.filter(({ id }) => id.startsWith('net:')).map(({ id }) => id.slice('net:'.length));
  const order: readonly Risk[] = ['critical', 'high', 'medium', 'low', 'none'];
  return wishes
    .map(({ id, reason, optional = false, limits }): ConsentAsk => {
      const { title, sentence, risk, limits: accepts } = describePermission(id);
      return {
        ...{ id, title, sentence, risk, optional, accepts, asked: limits },
        ...(reason !== undefined && isPlainText(reason, maxReasonChars) && { authorReason: reason }),
        on: isHarmless(risk) && !optional,
        warnings: findWarnings(id, wishes, hosts),
      };
    })
    .sort((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk));
}

/** A pair is told at both of its halves: either of them can be left off. */
function findWarnings(id: string, wishes: readonly Wish[], hosts: readonly string[]): string[] {
  const has = (permission: string) => wishes.some((wish) => wish.id === permission);
  const warnings: string[] = [];
  const isNet = id.startsWith('net:');
  const where = isNet ? [id.slice('net:'.length)] : hosts;
  if (where.length === 0) return warnings;
  const to = toList(where.map((host) => host.replace(/^\*\./, 'any host under ')));
  if (id === 'account:read' || (isNet && has('account:read')))
    warnings.push(`With both, it can send your balances, positions and orders to ${to}.`);
  if (id === 'secrets' || (isNet && has('secrets')))
    warnings.push(`With both, it can act in your name at ${to}, with the secrets you store.`);
  return warnings;
}

function toList(words: readonly string[]): string {
  const shown = words.slice(0, 3);
  const rest = words.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? '');
}
