/** `npm run check`: lint, format and types of everything, side by side, in a few lines. */

import { globSync } from 'node:fs';
import { root } from './repository.ts';
import { type Ran, runProgram } from './run-program.ts';

interface Check {
  readonly name: string;
  run(): Promise<Ran>;
}

function listChecks(): Check[] {
  const webs = globSync(['packages/*/tsconfig.json', 'apps/*/web/tsconfig.json'], { cwd: root }).sort();
  return [
    {
      name: 'lint and format',
      run: () => runProgram('@biomejs/biome', 'biome', ['check', '--error-on-warnings', '.']),
    },
    ...['tsconfig.json', ...webs].map((project) => ({
      name: `types of ${project === 'tsconfig.json' ? 'server and tools' : project.replaceAll('\\', '/').replace('/tsconfig.json', '')}`,
      run: () => runProgram('typescript', 'tsc', ['-p', project]),
    })),
  ];
}

/** Runs every check and prints a line for each, and what is wrong below it. */
export async function runChecks(): Promise<{ readonly passed: number; readonly failed: number }> {
  const results = await Promise.all(
    listChecks().map(async ({ name, run }) => {
      const { code, output, seconds } = await run();
      console.log(`${code === 0 ? '✓' : '✗'} ${name} (${seconds.toFixed(1)} s)`);
      if (code !== 0) console.log(output.trimEnd());
      return code === 0;
    }),
  );
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

if (import.meta.main) process.exitCode = (await runChecks()).failed > 0 ? 1 : 0;
