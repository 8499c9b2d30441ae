/** Does the folder hold what a plugin has, and nothing that cannot be part of one? */

import { checkError } from './errors.ts';
import { type Fault, manifestFile, type PackageRule } from './package-rule.ts';

const programs = /\.(?:node|exe|dll|so|dylib|wasm|class|jar|bat|cmd|ps1|sh|app|dmg|msi|bin|com|scr)$/i;
/** Code and assets together. */
const largeMb = 5;
const mb = 1_048_576;

export const layout: PackageRule = {
  rule: 'layout',
  severity: 'error',
  check({ files, manifest, from, lineOf }) {
    const paths = new Map(files.map(({ path }) => [path.toLowerCase(), path]));
    const faults: Fault[] = [];
    const has = (path: string) => files.some((one) => one.path === path && one.kind === 'file');
    const named = [
      ['main', manifest?.main],
      ['icon', manifest?.icon],
    ] as const;
    for (const [field, path] of named) {
      if (path === undefined || has(path) || has(path.replace(/\.(m?)js$/, '.$1ts'))) continue;
      const line = lineOf(field);
      faults.push({ file: manifestFile, error: checkError('no-file', { path, field }), ...(line && { line }) });
    }
    for (const { path, kind } of files) {
      if (kind !== 'file') faults.push({ file: path, severity: 'warning', error: checkError('link', { path }) });
      else if (programs.test(path)) faults.push({ file: path, error: checkError('odd-file', { path }) });
      const other = paths.get(path.toLowerCase());
      if (other !== undefined && other !== path)
        faults.push({ file: path, error: checkError('case-collision', { path, other }) });
    }
    if (!paths.has('readme.md'))
      faults.push({ file: 'README.md', severity: 'warning', error: checkError('no-readme', {}) });
    const isTested = files.some(({ path }) => /\.(?:test|spec)\.m?[jt]sx?$/.test(path));
    if (from === 'folder' && !isTested)
      faults.push({ file: 'test/', severity: 'info', error: checkError('no-tests', {}) });
    return faults;
  },
};

export const size: PackageRule = {
  rule: 'size',
  severity: 'warning',
  check({ files }) {
    const packed = files.filter(({ path }) => /\.m?[jt]s$/.test(path) || path.startsWith('assets/'));
    const bytes = packed.reduce((sum, file) => sum + file.bytes, 0);
    if (bytes <= largeMb * mb) return [];
    const largest = packed.reduce((a, b) => (b.bytes > a.bytes ? b : a));
    return [{ file: largest.path, error: checkError('too-large', { mb: (bytes / mb).toFixed(1), limitMb: largeMb }) }];
  },
};
