/** Writes a new plugin from a template: into a folder that was empty, whole or not at all. */

import { mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNearest, isPlainText, isPluginId } from '@omnitrade/contracts';
import { createError } from './errors.ts';
import { projectFiles, type Template, templates } from './templates.ts';

export interface CreateRequest {
  readonly dir: string;
  /** An extension point, or the last part of one. */
  readonly template: string;
  readonly author: string;
}

export interface CreatedPlugin {
  readonly dir: string;
  readonly name: string;
  readonly template: Template;
  /** Sorted. */
  readonly files: readonly string[];
}

const templateDir = fileURLToPath(new URL('../../templates/', import.meta.url));
const isText = (path: string) => !/\.(?:png|webp|woff2)$/.test(path);

/** Throws `create.*`. */
export async function createPlugin({ dir, template: asked, author }: CreateRequest): Promise<CreatedPlugin> {
  const template = findTemplate(asked);
  const target = resolve(dir);
  const name = basename(target);
  if (!isPluginId(name)) throw createError('bad-name', { name });
  await assertEmpty(target);
  const words = {
    'my-plugin': name,
    'My plugin': toTitle(name),
    'example-labs': isPlainText(author, 100) ? author : 'example-labs',
  };
  const wanted = [
    ...projectFiles.map(([from, to]) => [join('project', from), to] as const),
    ...template.files.map((path) => [join(template.folder, path), path] as const),
  ];
  // Beside its place, so that the last step is a rename on the same disk.
  const draft = `${target}.new-${process.pid}`;
  try {
    for (const [from, to] of wanted) await write(join(draft, to), await readFile(join(templateDir, from)), words);
    await rmdir(target).catch(() => {});
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw toNoFolder(target, error);
  }
  return { dir: target, name, template, files: wanted.map(([, to]) => to).sort() };
}

/** Throws `create.no-template` with the nearest one. */
export function findTemplate(asked: string): Template {
  const found = templates.find(({ point }) => point === asked || point.split('.')[1] === asked);
  if (found) return found;
  const known = templates.map(({ point }) => point);
  const nearest = findNearest(asked, [...known, ...known.map((point) => point.split('.')[1] as string)]);
  throw createError('no-template', { asked, known, ...(nearest !== undefined && { nearest }) });
}

async function write(file: string, data: Buffer, words: Readonly<Record<string, string>>): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  if (!isText(file)) return writeFile(file, data);
  const isJson = file.endsWith('.json');
  const text = Object.entries(words).reduce(
    // In JSON a name may hold what ends a text.
    (before, [word, to]) => before.replaceAll(word, isJson ? JSON.stringify(to).slice(1, -1) : to),
    data.toString(),
  );
  await writeFile(file, text);
}

async function assertEmpty(target: string): Promise<void> {
  try {
    if ((await readdir(target)).length > 0) throw createError('not-empty', { path: target });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOTDIR') throw createError('not-empty', { path: target }, error);
    if (code !== 'ENOENT') throw toNoFolder(target, error);
  }
}

function toNoFolder(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('create.')) return error;
  const words: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write there',
    EROFS: 'this disk can only be read',
    ENOSPC: 'the disk is full',
    ENOTDIR: 'a part of its path is no folder',
    ENOTEMPTY: 'something was put there meanwhile',
  };
  return createError('no-folder', { path, why: words[code ?? ''] ?? message }, error);
}

/** `my-indicator` as people write it. */
function toTitle(name: string): string {
  const words = name.replaceAll('-', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
