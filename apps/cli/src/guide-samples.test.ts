import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { createProgram } from './program.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const pages = ['README.md', ...globSync('docs/guide/*.md', { cwd: root }).sort()];

/** Every line of a page's shell blocks that runs the command, without what stands behind a `#`. */
const linesOf = (page: string) =>
  Array.from(
    readFileSync(join(root, page), 'utf8').matchAll(/^```sh[^\n]*\n([\s\S]*?)^```$/gm),
    ([, block = '']) => block,
  )
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, '').replace(/^npx /, ''))
    .filter((line) => line.startsWith('omnitrade '));

/** Parses the line as the program does, and does nothing. Throws for an unknown command or option, or a missing argument. */
async function parse(line: string): Promise<void> {
  const program = createProgram({ quiet: true });
  const silence = (command: Command): void => {
    command.action(() => {});
    for (const inner of command.commands) silence(inner);
  };
  silence(program);
  const words = Array.from(
    line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g),
    ([, one, two, three]) => one ?? two ?? three ?? '',
  );
  await program.parseAsync(
    words.slice(1).filter((word) => word !== '>' && !word.endsWith('.lock')),
    { from: 'user' },
  );
}

describe('commands in the guides', () => {
  it.each(pages.flatMap((page) => linesOf(page).map((line) => [page, line])))('%s: %s', async (_page, line) => {
    await expect(parse(line as string)).resolves.toBeUndefined();
  });

  it('are found, and a wrong one is', async () => {
    expect(pages.flatMap(linesOf).length).toBeGreaterThan(15);
    await expect(parse('omnitrade pack --colour')).rejects.toThrow('unknown option');
    await expect(parse('omnitrade danse')).rejects.toThrow();
  });
});
