/** Questions at a terminal, line by line; a line that comes before its question waits for it. */

import { createInterface } from 'node:readline';

export interface Dialogue {
  /** The next line; undefined when there will be none. */
  ask(question: string): Promise<string | undefined>;
  say(line: string): void;
}

/** On standard input and standard error: standard output is for what was asked for. */
export function openDialogue(): Dialogue & Disposable {
  const lines: (string | undefined)[] = [];
  const waiting: ((line: string | undefined) => void)[] = [];
  const take = (line: string | undefined) => {
    const next = waiting.shift();
    if (next) next(line);
    else lines.push(line);
  };
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  prompt.on('line', take);
  prompt.once('close', () => take(undefined));
  prompt.once('SIGINT', () => prompt.close());
  return {
    ask(question) {
      if (lines.length > 0) return Promise.resolve(lines[0] === undefined ? undefined : lines.shift());
      prompt.setPrompt(question);
      prompt.prompt();
      return new Promise((resolve) => waiting.push(resolve));
    },
    say: (line) => void process.stderr.write(`${line}\n`),
    [Symbol.dispose]: () => prompt.close(),
  };
}
