/** What the user is asked before a plugin is installed or updated: one entry for each permission, and what two of them mean together. */

import { isPlainText, type JsonObject } from '@omnitrade/contracts';
import type { Risk } from './catalogue.ts';
import { type Declared, isWithin } from './grants.ts';
import { type LimitForm, type LimitName, limits as limitKinds } from './limits.ts';
import { describePermission } from './permission.ts';

export interface Wish {
  readonly id: string;
  /** The author's words; shown as the author's. */
  readonly reason?: string;
  readonly optional?: boolean;
  readonly limits: JsonObject;
}

/** One limit as a form shows it. */
export interface LimitField {
  readonly name: LimitName;
  readonly title: string;
  readonly form: LimitForm;
  /** Ends the sentence "It must be …". */
  readonly expected: string;
  readonly options?: readonly string[];
}

/** What stood before a change of version: what was asked for, and what of it is granted. */
export interface ConsentBefore {
  readonly declared: readonly Declared[];
  readonly held: readonly { readonly permission: string; readonly limits: JsonObject }[];
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
  /** The same limits as a form shows them. */
  readonly fields: readonly LimitField[];
  /** Limits the plugin asks for: the user can make them narrower, never wider. */
  readonly asked: JsonObject;
  /** How the switch stands before the user touched it. */
  readonly on: boolean;
  /** What this means together with others that are asked for; to be shown before it can be switched on. */
  readonly warnings: readonly string[];
  /** One host of a plugin that also asks to read accounts: giving it under these warnings says that they may go there. */
  readonly sendsAccounts: boolean;
  /** Beside the version before: asked for the first time, or with less narrow limits. */
  readonly news?: 'new' | 'wider';
  /** The limits of the grant at hand; absent where there is none. */
  readonly held?: JsonObject;
}

const isHarmless = (risk: Risk) => risk === 'none' || risk === 'low';
const maxReasonChars = 500;

/** Ordered by risk, the greatest first; the order of the manifest within one risk. */
export function describeConsent(wishes: readonly Wish[], before?: ConsentBefore): ConsentAsk[] {
  const hosts = wishes.filter(({ id }) => id.startsWith('net:')).map(({ id }) => id.slice('net:'.length));
  const order: readonly Risk[] = ['critical', 'high', 'medium', 'low', 'none'];
  return wishes
    .map(({ id, reason, optional = false, limits }): ConsentAsk => {
      const { title, sentence, risk, limits: accepts } = describePermission(id);
      const news = before && findNews({ id, limits }, before.declared);
      const held = before?.held.find(({ permission }) => permission === id)?.limits;
      const mayBegin = before === undefined || news === 'new';
      return {
        ...{ id, title, sentence, risk, optional, accepts, asked: limits, fields: accepts.map(toField) },
        ...(reason !== undefined && isPlainText(reason, maxReasonChars) && { authorReason: reason }),
        on: held !== undefined || (mayBegin && isHarmless(risk) && !optional),
        warnings: findWarnings(id, wishes, hosts),
        sendsAccounts: id.startsWith('net:') && !id.includes('*') && wishes.some((wish) => wish.id === 'account:read'),
        ...(news && { news }),
        ...(held && { held }),
      };
    })
    .sort((a, b) => order.indexOf(a.risk) - order.indexOf(b.risk));
}

/** What a version asks for beyond the one before; undefined where it asks for no more. */
export function findNews(asked: Declared, before: readonly Declared[]): 'new' | 'wider' | undefined {
  const known = before.find(({ id }) => id === asked.id);
  if (!known) return 'new';
  const drops = Object.keys(known.limits).some((name) => !Object.hasOwn(asked.limits, name));
  return drops || !isWithin(asked.limits, known.limits) ? 'wider' : undefined;
}

function toField(name: LimitName): LimitField {
  const { title, form, expected, options }: Omit<LimitField, 'name'> = limitKinds[name];
  return { name, title, form, expected, ...(options && { options }) };
}

/** A pair is told at both of its halves: either of them can be left off. */
function findWarnings(id: string, wishes: readonly Wish[], hosts: readonly string[]): string[] {
  const has = (permission: string) => wishes.some((wish) => wish.id === permission);
  const warnings: string[] = [];
  if (id.startsWith('net:')) {
    const host = toPlace(id.slice('net:'.length));
    if (has('account:read'))
      warnings.push(`Together with “See your accounts”, it can send your balances, positions and orders to ${host}.`);
    if (has('secrets'))
      warnings.push(
        `Together with “Use your secrets”, it can act in your name at ${host}, with the secrets you store.`,
      );
    return warnings;
  }
  if (hosts.length === 0) return warnings;
  const all = toList(hosts.map(toPlace));
  if (id === 'account:read')
    warnings.push(`As it may reach ${all}, it can send your balances, positions and orders there.`);
  if (id === 'secrets')
    warnings.push(`As it may reach ${all}, it can act in your name there, with the secrets you store.`);
  return warnings;
}

const toPlace = (host: string): string => host.replace(/^\*\./, 'any host under ');

function toList(words: readonly string[]): string {
  const shown = words.slice(0, 3);
  const rest = words.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length > 1 ? `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}` : (shown[0] ?? '');
}
