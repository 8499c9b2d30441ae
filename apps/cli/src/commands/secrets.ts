/** `omnitrade secrets list|set|remove <plugin>`: values come from standard input, never from the command line. */

import { text as readText } from 'node:stream/consumers';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

export function addSecretsCommand(program: Command): void {
  const secrets = program
    .command('secrets')
    .description('secrets a plugin may use in its requests without seeing them');

  const list = secrets.command('list').argument('<plugin>').description('their names');
  withCommonOptions(list, 'omnitrade secrets list my-plugin').action(async (id: string, options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    const found = await terminal.access.secrets(id);
    if (options.json) return printJson(found);
    const columns = [{ title: 'NAME', value: ({ name }: { name: string }) => name }];
    printTable(found.secrets, columns, 'It has no secrets.');
    const key = found.protection === 'passphrase' ? 'the passphrase' : 'a key file only you can read';
    printLine(`They are encrypted with ${key}.`);
  });

  const set = secrets
    .command('set')
    .argument('<plugin>')
    .argument('<name>')
    .description('store one, read from standard input');
  withCommonOptions(set, 'omnitrade secrets set my-plugin api-key < key.txt').action(
    async (id: string, name: string, options: CommonOptions) => {
      await using terminal = await openTerminal(options);
      await terminal.access.setSecret(id, name, (await readText(process.stdin)).replace(/\r?\n$/, ''));
      if (options.json) return printJson({ ok: true, plugin: id, name });
      printLine(`Stored the secret ${name} of ${id}.`);
    },
  );

  const remove = secrets.command('remove').argument('<plugin>').argument('<name>').description('forget one');
  withCommonOptions(remove, 'omnitrade secrets remove my-plugin api-key').action(
    async (id: string, name: string, options: CommonOptions) => {
      await using terminal = await openTerminal(options);
      await terminal.access.removeSecret(id, name);
      if (options.json) return printJson({ ok: true, plugin: id, name });
      printLine(`Removed the secret ${name} of ${id}.`);
    },
  );
}
