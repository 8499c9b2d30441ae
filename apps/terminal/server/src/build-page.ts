/** Builds the page into web/dist when its sources are not those it was built from. */

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { glob, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { terminalError } from './errors.ts';

export interface PageBuild {
  /** The folder to serve. */
  readonly outDir: string;
  /** False where what was there is still true. */
  readonly built: boolean;
  readonly ms: number;
  /** Bytes that a browser needs before it paints, compressed: page, style sheets and scripts, without fonts. */
  readonly bytes: {
    /** Until the bars and a skeleton of the rest are there. */
    readonly firstPaint: number;
    /** Until the chart is there. */
    readonly chart: number;
  };
}

export interface PageBuildOptions {
  /** Builds with source maps and React's checks. */
  readonly dev?: boolean;
  readonly log?: (text: string) => void;
}

const webDir = fileURLToPath(new URL('../../web', import.meta.url));
const repoDir = join(webDir, '../../..');
const outDir = join(webDir, 'dist');
const stampName = '.hash';

/** Whatever the page is made of, apart from packages, which the lock file stands for. */
const sources = [
  'apps/terminal/web/{index.html,vite.config.ts,tsconfig.json}',
  'apps/terminal/web/public/**/*',
  'apps/terminal/web/src/**/*',
  'apps/terminal/server/src/build-page.ts',
  'packages/ui/{package.json,src/**/*}',
  'packages/contracts/{package.json,src/**/*}',
  'package-lock.json',
];

/**
 * The folder appears whole or not at all: it is built beside the old one and then renamed.
 * Two processes may build at once; the later one wins and both serve the same content.
 */
export async function buildPage({ dev = false, log }: PageBuildOptions = {}): Promise<PageBuild> {
  const start = performance.now();
  // A published terminal brings its page along, and nothing to build it from.
  const hash = (await exists(join(webDir, 'src'))) ? await hashSources(dev) : await readStamp();
  const built = hash === undefined || (await readStamp()) !== hash;
  if (built) {
    const { ms } = await buildInto(hash ?? '', dev);
    log?.(`Built the page in ${Math.round(ms)} ms.`);
  }
  const bytes = await measureBytes();
  const kilobytes = (count: number) => (count / 1024).toFixed(0);
  if (built)
    log?.(
      `It needs ${kilobytes(bytes.firstPaint)} KB before its first paint, ${kilobytes(bytes.chart)} KB with the chart.`,
    );
  return { outDir, built, ms: performance.now() - start, bytes };
}

async function hashSources(dev: boolean): Promise<string> {
  const names: string[] = [];
  for await (const name of glob(sources, { cwd: repoDir, exclude: (path) => path.endsWith('.test.ts') }))
    names.push(name);
  const hash = createHash('sha256').update(dev ? 'dev' : 'production');
  for (const name of names.sort()) {
    const path = join(repoDir, name);
    if (!(await stat(path)).isFile()) continue;
    const content = await readFile(path);
    hash.update(`\0${name}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex');
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

async function readStamp(): Promise<string | undefined> {
  return readFile(join(outDir, stampName), 'utf8').catch(() => undefined);
}

async function buildInto(hash: string, dev: boolean): Promise<{ ms: number }> {
  const start = performance.now();
  const fresh = join(webDir, '.cache', `build-${process.pid}-${Date.now()}`);
  try {
    await runVite(fresh, dev ? 'development' : 'production');
    await writeFile(join(fresh, stampName), hash);
    await swap(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  return { ms: performance.now() - start };
}

const run = promisify(execFile);

/** In a process of its own: the bundler is a native addon, which the server must not load, and React is chosen by NODE_ENV. */
async function runVite(into: string, mode: 'development' | 'production'): Promise<void> {
  const vite = join(fileURLToPath(import.meta.resolve('vite/package.json')), '../bin/vite.js');
  const options = ['--mode', mode, '--outDir', into, '--logLevel', 'warn'];
  if (mode === 'development') options.push('--sourcemap');
  try {
    await run(process.execPath, [vite, 'build', webDir, ...options], { env: { ...process.env, NODE_ENV: mode } });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw terminalError('page-not-built', { reason: (stderr || message).trim() }, error);
  }
}

/** Puts the fresh folder in the place of the old one. Node cannot exchange two folders in one step, so the old one steps aside. */
async function swap(fresh: string): Promise<void> {
  const old = `${fresh}-old`;
  await mkdir(join(webDir, '.cache'), { recursive: true });
  try {
    for (let attempt = 0; ; attempt++) {
      await rename(outDir, old).catch(ignoreMissing);
      try {
        await rename(fresh, outDir);
        return;
      } catch (error) {
        // Another process has just put its own there.
        if (attempt >= 3 || !['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
        await rm(old, { recursive: true, force: true });
      }
    }
  } finally {
    await rm(old, { recursive: true, force: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

async function measureBytes(): Promise<PageBuild['bytes']> {
  const html = await readFile(join(outDir, 'index.html'), 'utf8');
  let firstPaint = gzipSync(html).length;
  let chart = firstPaint;
  for (const [, tag = '', name = ''] of html.matchAll(
    /<(?:script|link)([^>]*?)(?:src|href)="\/([^"]+\.(?:js|css))"/g,
  )) {
    const { length } = gzipSync(await readFile(join(outDir, name)));
    chart += length;
    // What is only asked for early is not waited for.
    if (!tag.includes('data-soon')) firstPaint += length;
  }
  return { firstPaint, chart };
}
