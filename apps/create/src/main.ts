/** Reads what `npm create omnitrade-plugin` was told, creates the plugin, and says how it went. */

import { parseArgs } from 'node:util';
import { isCoded } from '@omnitrade/contracts';
import { askAndCreate, describeCreated, templates } from 'omnitrade/create';

const help = `Begins an OmniTrade plugin in TypeScript, with tests.

Usage: npm create omnitrade-plugin <dir> -- [--template POINT] [--author NAME] [--yes]

Templates:
${templates.map(({ point, title }) => `  ${point.padEnd(17)}${title}`).join('\n')}

Example:
  npm create omnitrade-plugin my-indicator -- --template chart.indicator
`;

/** The exit code: 0 done, 1 it could not be created, 2 wrong usage. */
export async function main(args: readonly string[]): Promise<number> {
  let given: ReturnType<typeof read>;
  try {
    given = read(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}`);
    return 2;
  }
  const { values, positionals } = given;
  const [dir, ...more] = positionals;
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (dir === undefined || more.length > 0) {
    process.stderr.write(`Name one folder for the plugin.\n\n${help}`);
    return 2;
  }
  try {
    const { yes = false, help: _, ...wish } = values;
    const canAsk = process.stdin.isTTY === true;
    process.stdout.write(`${describeCreated(await askAndCreate({ ...wish, dir, yes, canAsk }))}\n`);
    return 0;
  } catch (error) {
    if (!isCoded(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 1;
  }
}

function read(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      template: { type: 'string' },
      author: { type: 'string' },
      yes: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
}
