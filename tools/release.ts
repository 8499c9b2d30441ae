/** `npm run release`: the packages as they are published, as tarballs in `.cache/release/tarballs`. Nothing is uploaded. */

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from '../apps/terminal/server/src/build-page.ts';
import { readGuestModules } from '../packages/sdk/src/guest-bundle.ts';
import { type StageOptions, stagePackage } from './release/stage-package.ts';
import { listWorkspaces, root, type Workspace } from './repository.ts';
import { runProgram } from './run-program.ts';
import { ensureVegaData } from './vega-data.ts';

const base = join(root, '.cache', 'release');
export const tarballDir = join(base, 'tarballs');

/** Those the page is made of are in the page already. */
const isPublished = ({ folder }: Workspace) => !folder.startsWith('plugins/') && folder !== 'packages/ui';
const scaffolder = 'apps/create';

/** What a package needs that no file of it imports, and what comes along from outside of it. */
function toExtras({ folder }: Workspace): Partial<StageOptions> {
  // Its page is built already, so what builds it stays at home.
  if (folder === 'apps/terminal') return { brings: [[`${folder}/web/dist`, 'web/dist']], without: ['vite'] };
  if (folder === scaffolder)
    return { brings: [['apps/cli/templates', 'templates']], without: ['omnitrade', '@omnitrade/contracts'] };
  if (folder !== 'apps/cli') return {};
  const whole = (name: string) => [`plugins/${name}`, `plugins/${name}`] as const;
  const brings = [
    ...readdirSync(join(root, 'plugins')).map(whole),
    ['tools/vega-data.ts', 'tools/vega-data.ts'] as const,
    [`${folder}/templates`, 'templates'] as const,
  ];
  // The Node it runs under, whatever Node starts it.
  return { also: ['node'], brings };
}

/** Resolves to the paths of the tarballs. Throws with what the compiler or npm said. */
export async function makeTarballs(log: (text: string) => void = () => {}): Promise<string[]> {
  rmSync(base, { recursive: true, force: true });
  mkdirSync(tarballDir, { recursive: true });
  const version = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version;
  const declarations = join(base, 'declarations');
  const [compiled] = await Promise.all([declare(declarations), buildPage(), ensureVegaData()]);
  if (compiled) log(compiled);
  for (const workspace of listWorkspaces().filter(isPublished)) {
    const into = join(base, 'packages', workspace.name);
    stagePackage({ workspace, declarations, into, version, ...toExtras(workspace) });
    await finish(workspace, into);
    await pack(into);
    log(workspace.name);
  }
  return readdirSync(tarballDir)
    .sort()
    .map((name) => join(tarballDir, name));
}

/** Types as authors read them; what the compiler has to say is not what keeps a release back, for `npm test` does. */
async function declare(outDir: string): Promise<string> {
  const config = join(base, 'tsconfig.json');
  const options = {
    extends: '../../tsconfig.json',
    compilerOptions: { noEmit: false, emitDeclarationOnly: true, declaration: true, rootDir: '../..', outDir },
    include: ['../../packages', '../../apps'],
    exclude: [
      '../../apps/*/web',
      '../../packages/ui',
      '../../apps/cli/templates',
      '**/*.test.ts',
      '**/node_modules',
      '**/dist',
    ],
  };
  writeFileSync(config, JSON.stringify(options));
  const { code, output } = await runProgram('typescript', 'tsc', ['-p', config]);
  return code === 0 ? '' : output.trim();
}

/** What only a whole repository could do at its start is done once, here. */
async function finish({ folder }: Workspace, into: string): Promise<void> {
  if (folder === scaffolder) await bundleScaffolder(into);
  if (folder === 'packages/sdk') {
    writeFileSync(join(into, 'src/guest-modules.json'), JSON.stringify(readGuestModules()));
    const code = `import { readFileSync } from 'node:fs';
let cached;
export function readGuestModules() {
  return (cached ??= JSON.parse(readFileSync(new URL('guest-modules.json', import.meta.url), 'utf8')));
}
`;
    writeFileSync(join(into, 'src/guest-bundle.js'), code);
  }
}

/** One file without dependencies: whoever only creates a plugin downloads nothing else. */
async function bundleScaffolder(into: string): Promise<void> {
  const { rolldown } = await import('rolldown');
  rmSync(join(into, 'src'), { recursive: true });
  const build = await rolldown({ input: join(root, scaffolder, 'src/main.ts'), platform: 'node', logLevel: 'silent' });
  // Where the templates are is found from there, as from apps/cli/src/creating.
  await build.write({ file: join(into, 'src/creating/main.js'), format: 'es' });
  await build.close();
  const bin = join(into, 'bin/create-omnitrade-plugin.js');
  writeFileSync(bin, readFileSync(bin, 'utf8').replace('../src/main.js', '../src/creating/main.js'));
}

async function pack(folder: string): Promise<void> {
  const { execFile } = await import('node:child_process');
  await new Promise<void>((resolve, reject) => {
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', tarballDir];
    execFile('npm', args, { cwd: folder }, (error, _stdout, stderr) => (error ? reject(new Error(stderr)) : resolve()));
  });
}

if (import.meta.main) {
  const begun = performance.now();
  const tarballs = await makeTarballs((text) => console.log(text));
  console.log(`${tarballs.length} tarballs in ${((performance.now() - begun) / 1000).toFixed(1)} s: ${tarballDir}`);
}
