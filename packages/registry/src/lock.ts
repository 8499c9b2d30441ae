/** `installed.lock`: exactly what is installed, from where and with which bytes, so that it can be had again elsewhere. */

import { findNearest, type Issue, isCoded, isPlainText, toGivenText, toPath } from '@omnitrade/contracts';
import { catalogueError, lockError } from './errors.ts';
import { fieldOf, JsonChecks, parseJson } from './json-checks.ts';

export const lockFormat = 1;
const maxChars = 16 * 1024 * 1024;
const maxPlugins = 20_000;
const maxAddressChars = 4_096;

/** Where a plugin's bytes come from. */
export type LockedSource =
  | { readonly kind: 'built-in' }
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 'archive'; readonly path: string }
  | { readonly kind: 'marketplace'; readonly url: string };

const addressOf = { 'built-in': undefined, directory: 'path', archive: 'path', marketplace: 'url' } as const;

/** SHA-256 digests in hexadecimal: what is had again must have each that is named. */
export interface LockedDigests {
  /** Of all its files. */
  readonly files: string;
  /** Of the package file it came in. */
  readonly archive?: string;
}

export interface LockedPlugin {
  readonly version: string;
  readonly source: LockedSource;
  readonly digests: LockedDigests;
  readonly pinned?: boolean;
}

export interface Lock {
  /** Version of the plugin API for which these were chosen. */
  readonly terminal: string;
  readonly plugins: Readonly<Record<string, LockedPlugin>>;
}

/** The same text for the same plugins, one field a line, so that differences read well. */
export function printLock({ terminal, plugins }: Lock): string {
  const sorted = Object.keys(plugins).sort();
  const entries = sorted.map((name) => [name, toPrinted(plugins[name] as LockedPlugin)] as const);
  return `${JSON.stringify({ format: lockFormat, terminal, plugins: Object.fromEntries(entries) }, null, 2)}\n`;
}

/** Fields in one order, whatever theirs was. */
function toPrinted({ version, source, digests: { files, archive }, pinned }: LockedPlugin): LockedPlugin {
  const address = addressOf[source.kind];
  const printed = { kind: source.kind, ...(address && { [address]: source[address as never] }) } as LockedSource;
  return {
    version,
    source: printed,
    digests: { files, ...(archive !== undefined && { archive }) },
    ...(pinned && { pinned }),
  };
}

/** Throws `lock.invalid` with everything that is wrong, or `lock.other-format`. */
export function parseLock(text: string, { file = 'installed.lock' }: { readonly file?: string } = {}): Lock {
  const checks = new JsonChecks();
  const lock = readLock(text, file, checks);
  const { issues } = checks.list;
  if (issues.length > 0 || !lock) throw lockError('invalid', { file, issues });
  return lock;
}

function readLock(text: string, file: string, checks: JsonChecks): Lock | undefined {
  let value: unknown;
  try {
    value = parseJson(text, maxChars);
  } catch (error) {
    if (!isCoded(error)) throw error;
    checks.list.add('', error);
    return undefined;
  }
  if (!checks.isObject('', value)) return undefined;
  const { format } = value;
  if (format !== lockFormat) throw lockError('other-format', { file, given: toGivenText(format), known: lockFormat });
  const { terminal, plugins: given } = readFields('', value, ['format', 'terminal', 'plugins'], checks);
  const plugins: Record<string, LockedPlugin> = Object.create(null);
  for (const [name, one] of checks.entries('plugins', given, 'plugins', maxPlugins)) {
    if (checks.isOver) break;
    const path = toPath('plugins', name);
    const plugin = checks.isName(path, name) && readPlugin(path, one, checks);
    if (plugin) plugins[name] = plugin;
  }
  return checks.isVersion('terminal', terminal) ? { terminal, plugins } : undefined;
}

function readPlugin(path: string, given: unknown, checks: JsonChecks): LockedPlugin | undefined {
  const fields = readFields(path, given, ['version', 'source', 'digests', 'pinned'], checks);
  const { version, pinned } = fields;
  const isRight = checks.isVersion(`${path}.version`, version);
  const source = readSource(`${path}.source`, fields.source, checks);
  const digests = readDigests(`${path}.digests`, fields.digests, checks);
  if (pinned !== undefined && !checks.isBoolean(`${path}.pinned`, pinned)) return undefined;
  return isRight && source && digests ? { version, source, digests, ...(pinned && { pinned }) } : undefined;
}

function readSource(path: string, given: unknown, checks: JsonChecks): LockedSource | undefined {
  const kind = fieldOf(given, 'kind');
  if (typeof kind !== 'string' || !Object.hasOwn(addressOf, kind)) {
    if (kind === undefined) checks.wrongType(`${path}.kind`, 'a kind of source', kind);
    else checks.list.add(`${path}.kind`, lockError('bad-source', { path: `${path}.kind`, given: toGivenText(kind) }));
    return undefined;
  }
  const address = addressOf[kind as keyof typeof addressOf];
  const fields = readFields(path, given, address ? ['kind', address] : ['kind'], checks);
  if (address === undefined) return { kind: 'built-in' };
  const value = fields[address];
  const isRight = address === 'url' ? isWebAddress(value) : isPlainText(value, maxAddressChars);
  if (isRight) return { kind, [address]: value } as LockedSource;
  checks.wrongType(`${path}.${address}`, address === 'url' ? 'an address on the web' : 'a path on one line', value);
  return undefined;
}

function readDigests(path: string, given: unknown, checks: JsonChecks): LockedDigests | undefined {
  const { files, archive } = readFields(path, given, ['files', 'archive'], checks);
  const isRight = isDigest(`${path}.files`, files, checks);
  if (archive === undefined) return isRight ? { files } : undefined;
  return isDigest(`${path}.archive`, archive, checks) && isRight ? { files, archive } : undefined;
}

function isDigest(path: string, given: unknown, checks: JsonChecks): given is string {
  if (typeof given !== 'string') return checks.wrongType(path, 'a SHA-256 digest', given);
  if (/^[0-9a-f]{64}$/.test(given)) return true;
  checks.list.add(path, lockError('bad-digest', { path, given: toGivenText(given) }));
  return false;
}

/** The fields of an object. Any other is refused: what is not understood cannot be had again. */
function readFields(
  path: string,
  given: unknown,
  known: readonly string[],
  checks: JsonChecks,
): Record<string, unknown> {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, value] of checks.entries(path, given, 'keys', 100)) {
    if (known.includes(key)) fields[key] = value;
    else checks.list.add(toPath(path, key), unknownKey(toPath(path, key), findNearest(key, known)));
  }
  return fields;
}

function unknownKey(path: string, nearest: string | undefined): Pick<Issue, 'code' | 'message'> {
  return catalogueError('unknown-key', { path, ...(nearest && { nearest }) });
}

function isWebAddress(text: unknown): boolean {
  return isPlainText(text, maxAddressChars) && /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text);
}
