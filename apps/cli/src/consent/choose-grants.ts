/** The list of what plugins ask for, at a terminal: each permission by its number, switched and narrowed before anything is installed. */

import type { JsonObject } from '@omnitrade/contracts';
import type { ConsentAsk } from '@omnitrade/host';
import { cliError } from '../errors.ts';
import { parseLimitText, toLimitText } from '../grant-text.ts';
import { plainText } from '../output.ts';
import type { Dialogue } from './dialogue.ts';

/** What one plugin asks for, where several are installed together. */
export type PluginAsk = ConsentAsk & { readonly plugin: string };

export interface Choice {
  readonly ask: PluginAsk;
  on: boolean;
  limits: JsonObject;
}

const help = `Type a number to switch it, "2 bytesPerDay:1000" to narrow it, "? 2" for its limits, Enter to go on, q to stop.`;
const stakes = {
  critical: 'could cost you money',
  high: 'could reach what is private',
  medium: 'others would rely on it',
  low: 'harmless',
  none: 'harmless',
} as const;

/** Starts with what is harmless and what `named` gives. Throws `cli.given-up`. */
export async function chooseGrants(
  asks: readonly PluginAsk[],
  named: Readonly<Record<string, JsonObject>>,
  root: string,
  dialogue: Dialogue,
): Promise<readonly Choice[]> {
  const choices = asks.map((ask): Choice => {
    const given = ask.plugin === root && Object.hasOwn(named, ask.id) ? named[ask.id] : undefined;
    return { ask, on: ask.on || given !== undefined, limits: given ?? ask.held ?? ask.asked };
  });
  if (choices.length === 0) return choices;
  show(choices, root, dialogue);
  dialogue.say(help);
  for (;;) {
    const answer = (await dialogue.ask('> '))?.trim();
    if (answer === '') return choices;
    if (answer === undefined || /^q(?:uit)?$/i.test(answer)) throw cliError('given-up', { plugin: root });
    await carryOut(answer, choices, root, dialogue);
  }
}

async function carryOut(answer: string, choices: readonly Choice[], root: string, dialogue: Dialogue): Promise<void> {
  const [, mark, number, limits] = /^(\?)?\s*(\d+)(?:\s+(.+))?$/.exec(answer) ?? [];
  const choice = choices[Number(number) - 1];
  if (!choice) return dialogue.say(help);
  if (mark) return explain(choice, dialogue);
  if (limits === undefined) choice.on = !choice.on;
  else
    try {
      const given = await parseLimitText(limits);
      const unknown = Object.keys(given).find((name) => !choice.ask.fields.some((field) => field.name === name));
      if (unknown !== undefined) return explain(choice, dialogue);
      choice.limits = { ...choice.limits, ...given };
      choice.on = true;
    } catch (error) {
      return dialogue.say((error as Error).message);
    }
  show(choices, root, dialogue);
}

function show(choices: readonly Choice[], root: string, dialogue: Dialogue): void {
  choices.forEach(({ ask, on, limits }, i) => {
    const { title, sentence, risk, authorReason, warnings, news, plugin } = ask;
    const marks = [
      ...(plugin === root ? [] : [`for ${plugin}`]),
      ...(news ? [news === 'new' ? 'new' : 'asks for more'] : []),
      stakes[risk],
    ];
    dialogue.say(`${`${i + 1}`.padStart(2)} [${on ? 'x' : ' '}] ${plainText(title)} (${marks.join(', ')})`);
    dialogue.say(`       ${plainText(sentence)}`);
    for (const warning of warnings) dialogue.say(`       Careful: ${plainText(warning)}`);
    if (authorReason) dialogue.say(`       The author says: "${plainText(authorReason)}"`);
    const text = toLimitText(limits);
    if (text !== '') dialogue.say(`       limits: ${plainText(text)}`);
  });
}

function explain({ ask: { id, fields, asked } }: Choice, dialogue: Dialogue): void {
  dialogue.say(`${id}${fields.length === 0 ? ' takes no limits.' : ' takes:'}`);
  for (const { name, title, expected } of fields) {
    const most = asked[name];
    const bound =
      most === undefined ? '' : `; asked for: ${plainText(toLimitText({ [name]: most }).slice(name.length + 1))}`;
    dialogue.say(`  ${name} - ${title}: ${expected}${bound}`);
  }
}

type Given = { grants: string[]; limits: Record<string, JsonObject> };

/** As an installation takes it: what is given to `root`, and to those that come with it. */
export function toWish(choices: readonly Choice[], root: string): Given & { others?: Record<string, Given> } {
  const { [root]: mine = { grants: [], limits: {} }, ...others } = Object.fromEntries(
    [...Map.groupBy(choices, ({ ask }) => ask.plugin)].map(([plugin, some]) => {
      const on = some.filter((choice) => choice.on);
      const limits = Object.fromEntries(on.map(({ ask, limits: given }) => [ask.id, given]));
      return [plugin, { grants: on.map(({ ask }) => ask.id), limits }];
    }),
  );
  return { ...mine, ...(Object.keys(others).length > 0 && { others }) };
}

/** Hosts that were switched on under the sentence that account data can be sent there. */
export const listWarned = (choices: readonly Choice[]): PluginAsk[] =>
  choices.filter(({ on, ask }) => on && ask.sendsAccounts).map(({ ask }) => ask);
