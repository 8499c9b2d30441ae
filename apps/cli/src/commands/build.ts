/** `omnitrade build [dir]`: a plugin's sources as what runs, in `dist/`. */

import { relative } from 'node:path';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Column, printJson, printLine, printTable } from '../output.ts';

interface Line {
  readonly path: string;
  readonly bytes: number;
  readonly madeOf: readonly string[];
}

const columns: readonly Column<Line>[] = [
  { title: 'FILE', value: ({ path }) => path },
  { title: 'BYTES', right: true, value: ({ bytes }) => `${bytes}` },
  { title: 'MADE OF', value: ({ madeOf }) => madeOf.join(', ') },
];

export function addBuildCommand(program: Command): void {
  const command = program
    .command('build')
    .argument('[dir]', 'a folder that holds a plugin.json', '.')
    .description('bundle a plugin into dist/: ES modules with source maps, npm libraries among them');
  withCommonOptions(command, 'omnitrade build my-indicator').action(build);
}

async function build(dir: string, options: CommonOptions): Promise<void> {
  const [{ compileFolder }, { writeBuild }] = await Promise.all([
    import('../building/compile-folder.ts'),
    import('../building/write-build.ts'),
  ]);
  const compiled = await compileFolder(dir, { bundled: 'always' });
  const { dir: written, files } = await writeBuild(dir, compiled);
  const { name, version } = compiled.manifest;
  if (options.json) return printJson({ plugin: name, version, dir: written, files });
  printTable<Line>(files, columns, '');
  printLine(`\nBuilt ${name} ${version}: ${relative('', written) || '.'}`);
}
