/** Where an act concerns other plugins, asks what becomes of them if somebody can answer; else the refusal stands, and names the flags. */

import { isCoded } from '@omnitrade/contracts';
import { type Dialogue, openDialogue } from './dialogue.ts';

/** What is done about the others: the same, or nothing. */
export type OthersChoice = 'with' | 'alone';

/** Does it, and once more with the answer if the terminal wants to know one. */
export async function withOthers<T>(
  work: (choice: OthersChoice | undefined) => Promise<T>,
  { json = false }: { readonly json?: boolean },
): Promise<T> {
  try {
    return await work(undefined);
  } catch (error) {
    if (json || !process.stdin.isTTY) throw error;
    using dialogue = openDialogue();
    const choice = await chooseOthers(error, dialogue);
    if (choice === undefined) throw error;
    return await work(choice);
  }
}

const questions: Readonly<Record<string, { readonly says: (data: Data) => string; readonly with: string }>> = {
  'registry.needed-by-others': {
    says: ({ plugin, dependents }) => `${plugin} is needed by ${list(dependents)}.`,
    with: 'the same for them',
  },
  'registry.needs-others': {
    says: ({ plugin, disabled, missing }) =>
      `${plugin} needs ${[list(disabled), list(missing)].filter(Boolean).join(', ')}.`,
    with: 'bring in and enable those too',
  },
};
type Data = Readonly<Record<string, unknown>>;
const list = (names: unknown): string => (Array.isArray(names) ? names.join(', ') : '');

/** Undefined for anything that is no question about others, and for no answer. */
export async function chooseOthers(error: unknown, dialogue: Dialogue): Promise<OthersChoice | undefined> {
  const question = isCoded(error) ? questions[error.code] : undefined;
  if (!isCoded(error) || !question) return undefined;
  dialogue.say(question.says(error.data as Data));
  dialogue.say(`  w  ${question.with}`);
  dialogue.say('  a  this one alone; each sees where the other stands');
  const answer = (await dialogue.ask('Which? [w/a, anything else does nothing] '))?.trim().toLowerCase();
  return answer === 'w' ? 'with' : answer === 'a' ? 'alone' : undefined;
}
