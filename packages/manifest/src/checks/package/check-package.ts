/** Runs every rule over a package, and makes the repairs that are safe. */

import type { Json, JsonObject } from '@omnitrade/contracts';
import { readCode } from '../../code/read-code.ts';
import { type JsonRead, openPlaces, readJson } from '../../json-reader.ts';
import { writeJson } from '../../json-writer.ts';
import { manifestSchema } from '../../manifest-schema.ts';
import { manifestMaxBytes } from '../../parse-manifest.ts';
import type { CheckContext } from '../check.ts';
import { thisTerminal } from '../index.ts';
import { packageRules } from './index.ts';
import { manifestFile, type PackageToCheck, type Severity, type Subject } from './package-rule.ts';

/** What a rule found, as `omnitrade check --json` prints it. */
export interface PackageFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly file: string;
  readonly line?: number;
  readonly code: string;
  readonly message: string;
  readonly fixable: boolean;
}

/** Files by path whose text a repair changes. */
export type Repaired = ReadonlyMap<string, string>;

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const textFile =
  /\.(?:m?[jt]sx?|json|md|txt|csv|svg|css|html?|ya?ml|toml|env)$|(?:^|\/)\.[^/]*$|(?:^|\/)(?:LICENSE|NOTICE|CHANGELOG)[^/]*$/i;
const isCode = (path: string) => /\.m?[jt]s$/.test(path) && !/\.d\.m?ts$/.test(path);
/** Run neither in the terminal nor by its users. */
const isAside = (path: string) =>
  /^(?:tests?|dist|assets|e2e|scripts|tools)\//.test(path) || /\.(?:test|spec|config)\.m?[jt]s$/.test(path);

/** Runs nothing of the package; reads its code in a thread that can be ended. */
export async function readSubject(given: PackageToCheck, context: CheckContext = thisTerminal): Promise<Subject> {
  const texts = new Map<string, string>();
  for (const { path, data } of given.files) {
    const text = data && textFile.test(path) ? toText(data) : undefined;
    if (text !== undefined) texts.set(path, text);
  }
  const manifestText = texts.get(manifestFile);
  const read = manifestText === undefined ? undefined : readQuietly(manifestText);
  const written = isObject(read?.value) ? read.value : undefined;
  const checked = manifestSchema.safeParse(written);
  const modules = new Map([...texts].filter(([path]) => isCode(path) && !isAside(path)));
  // A plugin whose main lies in dist/ is run from there.
  const main = checked.data?.main;
  if (main?.startsWith('dist/'))
    for (const [path, text] of texts) if (path.startsWith('dist/') && isCode(path)) modules.set(path, text);
  const toPlace = openPlaces(manifestText ?? '');
  return {
    ...given,
    context,
    texts,
    manifestText,
    written,
    manifest: checked.data,
    code: await readCode(modules),
    lineOf: (path) => {
      const offset = read?.offsets.get(path);
      return offset === undefined ? undefined : toPlace(offset).line;
    },
  };
}

/** Errors first; a rule that fails is a fault of ours and is thrown. */
export function checkSubject(subject: Subject): PackageFinding[] {
  const findings = packageRules.flatMap((one) =>
    one.check(subject).map(({ file, line, error, severity, rule, fixable }): PackageFinding => {
      const isFixable = one.fix !== undefined && fixable !== false;
      return {
        rule: rule ?? one.rule,
        severity: severity ?? one.severity,
        file,
        ...(line !== undefined && { line }),
        code: error.code,
        message: error.message,
        fixable: isFixable,
      };
    }),
  );
  return findings.sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}

export async function checkPackage(given: PackageToCheck, context?: CheckContext): Promise<PackageFinding[]> {
  return checkSubject(await readSubject(given, context));
}

/** The texts that change when everything with a safe repair is repaired; nothing else of them is touched. */
export function fixSubject(subject: Subject): Repaired {
  let current = subject;
  const repaired = new Map<string, string>();
  for (const one of packageRules) {
    const isNeeded = one.fix && one.check(current).some(({ fixable }) => fixable !== false);
    if (!isNeeded) continue;
    const { manifest, files = {} } = one.fix?.(current) ?? {};
    if (manifest) current = withManifest(current, manifest);
    for (const [path, text] of Object.entries(files)) repaired.set(path, text);
  }
  if (current.manifestText !== undefined && current.manifestText !== subject.manifestText)
    repaired.set(manifestFile, current.manifestText);
  return repaired;
}

function withManifest(subject: Subject, written: JsonObject): Subject {
  const manifestText = writeJson(subject.manifestText as string, written);
  const { data: manifest } = manifestSchema.safeParse(written);
  return { ...subject, manifestText, written, manifest };
}

function readQuietly(text: string): JsonRead | undefined {
  try {
    return Buffer.byteLength(text) <= manifestMaxBytes ? readJson(text) : undefined;
  } catch {
    return undefined;
  }
}

function toText(data: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return undefined;
  }
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
