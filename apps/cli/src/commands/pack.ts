/** `omnitrade pack [dir]`: a plugin's folder as an archive. */

import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Column, printJson, printLine, printTable } from '../output.ts';

interface PackOptions extends CommonOptions {
  readonly out?: string;
}

interface Line {
  readonly path: string;
  readonly bytes?: number;
  readonly why: string;
}

const columns: readonly Column<Line>[] = [
  { title: 'FILE', value: ({ path }) => path },
  { title: 'BYTES', right: true, value: ({ bytes }) => (bytes === undefined ? 'left out' : `${bytes}`) },
  { title: 'WHY', value: ({ why }) => why },
];

export function addPackCommand(program: Command): void {
  const command = program
    .command('pack')
    .argument('[dir]', 'a folder that holds a plugin.json', '.')
    .description('make an archive of a plugin: its JavaScript, assets and documentation, nothing else')
    .option('-o, --out <file>', 'where it goes (default: NAME-VERSION.otp in the current folder)');
  withCommonOptions(command, 'omnitrade pack my-indicator -o my-indicator.otp').action(packPlugin);
}

async function packPlugin(dir: string, options: PackOptions): Promise<void> {
  const [{ packFolder }, { replaceFile }] = await Promise.all([
    import('../packing/pack-folder.ts'),
    import('../local-files.ts'),
  ]);
  const { bytes, archive, entries, leftOut } = await packFolder(dir);
  const { name, version } = archive.manifest;
  const file = resolve(options.out ?? `${name}-${version}.otp`);
  await replaceFile(file, bytes);
  const { sha256, contributions } = archive;
  if (options.json) return printJson({ file, sha256, bytes: bytes.length, entries, leftOut, contributions });
  printTable<Line>([...entries, ...leftOut], columns, '');
  for (const { point, id } of contributions) printLine(`adds ${id} (${point})`);
  printLine(`\nPacked ${name} ${version}: ${relative('', file)}, ${bytes.length} bytes, sha256 ${sha256}`);
}
