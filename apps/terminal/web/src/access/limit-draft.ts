/** The answers of a user to what a plugin asks for, while they are still being given. */

import { isDec, type Json, type JsonObject } from '@omnitrade/contracts';
import type { Ask, LimitField } from './access-types.ts';

export interface AskDraft {
  readonly on: boolean;
  /** By limit: what was ticked, or what was typed; nothing typed is no limit of the user's own. */
  readonly limits: Readonly<Record<string, string | readonly string[]>>;
}

/** One plugin's ask among those of several. */
export const toAskKey = ({ plugin, id }: Pick<Ask, 'plugin' | 'id'>): string =>
  plugin === undefined ? id : `${plugin} ${id}`;

/** By {@link toAskKey}. */
export type ConsentDraft = Readonly<Record<string, AskDraft>>;

/** What can be ticked off for a limit; undefined where it has to be typed. */
export function findChoices({ options }: LimitField, asked: Json | undefined): readonly string[] | undefined {
  return Array.isArray(asked) ? (asked as readonly string[]) : options;
}

/** Begins with what is granted, else with what is asked for. */
export function toDraft({ on, fields, asked, held }: Ask): AskDraft {
  const limits = fields.map((field) => {
    const { name } = field;
    const value = held?.[name] ?? asked[name];
    const choices = findChoices(field, asked[name]);
    if (choices) return [name, Array.isArray(value) ? (value as readonly string[]) : choices];
    return [name, value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)];
  });
  return { on, limits: Object.fromEntries(limits) };
}

export const toDrafts = (asks: readonly Ask[]): ConsentDraft =>
  Object.fromEntries(asks.map((ask) => [toAskKey(ask), toDraft(ask)]));

/** Limits as the API takes them: only those that say something. */
export function toLimits({ fields, asked }: Ask, { limits }: AskDraft): JsonObject {
  const values = fields.flatMap((field): [string, Json][] => {
    const { name, form } = field;
    const given = limits[name];
    if (given === undefined || given === '') return [];
    if (typeof given !== 'string') {
      const choices = findChoices(field, asked[name]) ?? [];
      // All of what there is to choose, where nothing less was asked for: no limit at all.
      const isAll = choices.every((one) => given.includes(one));
      return isAll && asked[name] === undefined ? [] : [[name, [...given]]];
    }
    const text = given.trim();
    if (form === 'list') return [[name, text.split(/\s*,\s*/).filter((one) => one !== '')]];
    return [[name, form === 'count' && /^\d+$/.test(text) ? Number(text) : text]];
  });
  return Object.fromEntries(values);
}

/** What is wrong with one limit, as a sentence; undefined if nothing is. The terminal has the last word. */
export function findLimitFault(
  field: LimitField,
  asked: Json | undefined,
  given: string | readonly string[],
): string | undefined {
  const { form, expected } = field;
  if (typeof given !== 'string')
    return given.length === 0 ? 'Leave at least one, or switch the permission off.' : undefined;
  const text = given.trim();
  if (text === '') return undefined;
  const isWell =
    form === 'count' ? /^[1-9]\d{0,14}$/.test(text) : form === 'amount' ? isDec(text) && Number(text) > 0 : true;
  if (!isWell) return `It must be ${expected}.`;
  if ((form === 'count' || form === 'amount') && asked !== undefined && Number(text) > Number(asked))
    return `The plugin asks for no more than ${asked}.`;
  return undefined;
}

export function hasFault(asks: readonly Ask[], drafts: ConsentDraft): boolean {
  return asks.some((ask) => {
    const draft = drafts[toAskKey(ask)];
    if (!draft?.on) return false;
    return ask.fields.some((field) => findLimitFault(field, ask.asked[field.name], draft.limits[field.name] ?? ''));
  });
}

/** The limits in force as one line; undefined without any. */
export function toLimitLine(ask: Ask, draft: AskDraft): string | undefined {
  const limits = toLimits(ask, draft);
  const parts = ask.fields.flatMap(({ name, title }) => {
    const value = limits[name];
    return value === undefined ? [] : [`${title}: ${Array.isArray(value) ? value.join(', ') : value}`];
  });
  return parts.length > 0 ? parts.join(' · ') : undefined;
}

type Given = { readonly grants: readonly string[]; readonly limits: Readonly<Record<string, JsonObject>> };

/** What an installation of `root` takes from the answers; what is given to plugins that come with it stands apart. */
export function toGrantWish(
  asks: readonly Ask[],
  drafts: ConsentDraft,
  root: string,
): Given & { others?: Record<string, Given> } {
  const { [root]: mine = { grants: [], limits: {} }, ...others } = toGiven(asks, drafts, root);
  return { ...mine, ...(Object.keys(others).length > 0 && { others }) };
}

function toGiven(asks: readonly Ask[], drafts: ConsentDraft, root: string): Record<string, Given> {
  const byPlugin = Map.groupBy(asks, ({ plugin = root }) => plugin);
  const all = [...byPlugin].map(([plugin, some]): [string, Given] => {
    const given = some.flatMap((ask) => {
      const draft = drafts[toAskKey(ask)];
      return draft?.on ? [[ask.id, toLimits(ask, draft)] as const] : [];
    });
    return [plugin, { grants: given.map(([id]) => id), limits: Object.fromEntries(given) }];
  });
  return Object.fromEntries(all);
}

/** Hosts that were switched on under the sentence that account data can be sent there. */
export const listWarnedHosts = (asks: readonly Ask[], drafts: ConsentDraft): Ask[] =>
  asks.filter((ask) => ask.sendsAccounts && drafts[toAskKey(ask)]?.on);
