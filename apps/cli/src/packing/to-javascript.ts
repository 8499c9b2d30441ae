/** Turns the sources of a plugin into the JavaScript an archive holds: types are taken out, imports of .ts name .js. */

import { randomUUID } from 'node:crypto';
import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';
import { packError } from './errors.ts';
import { type ModuleParser, openModuleParser } from './module-requests.ts';

export const isTypeScript = (path: string): boolean => /\.m?ts$/.test(path);
export const toJavaScriptPath = (path: string): string => path.replace(/\.(m?)ts$/, '.$1js');

/** A relative specifier that ends in .ts, as a literal; whether it is one V8 says, not this. */
const literal = /(['"])(\.{1,2}\/[^'"\\\r\n\u2028\u2029]*\.m?ts)\1/g;

/** Sources by path, to JavaScript by path. Throws `pack.*` with the file that cannot be turned. */
export async function toJavaScript(sources: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const stripped = new Map(
    Array.from(sources, ([path, text]) => [path, isTypeScript(path) ? strip(path, text) : text]),
  );
  const result = new Map<string, string>();
  for (const [path, text] of await rewriteImports(stripped)) {
    const target = toJavaScriptPath(path);
    if (result.has(target)) throw packError('two-sources', { path: target });
    result.set(target, text);
  }
  return result;
}

function strip(path: string, text: string): string {
  try {
    return stripTypeScriptTypes(text);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = (message.split('\n')[0] as string).replace(/\.+$/, '');
    const kind = code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' ? 'not-strippable' : 'not-a-module';
    throw packError(kind, { path, why }, error);
  }
}

interface Literal {
  readonly at: number;
  /** With its quotes. */
  readonly text: string;
  readonly specifier: string;
  /** What stands for it in the question to V8. */
  readonly probe: string;
}

/**
 * Every literal that could be an import is replaced by a text found nowhere else; those that V8 then names among
 * a module's imports are imports. The result is parsed again: it must import what the source did, renamed.
 */
async function rewriteImports(modules: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const given = [...modules].map(([path, text]) => ({ path, text, found: findLiterals(path, text, modules) }));
  const open = given.filter(({ found }) => found.length > 0);
  if (open.length === 0) return new Map(modules);
  await using parser = openModuleParser();
  const before = await parseAll(
    parser,
    open.map(({ path, text }) => [path, text]),
  );
  const asked = await parseAll(
    parser,
    open.map(({ path, text, found }) => [path, replaceAll(text, found, probeOf)]),
  );
  const rewritten = open.map(({ path, text, found }, i) => {
    const imports = found.filter(({ probe }) => asked[i]?.includes(probe));
    return [path, replaceAll(text, imports, renamed)] as const;
  });
  const after = await parseAll(parser, rewritten);
  for (const [i, { path }] of open.entries()) {
    const expected = before[i]?.map((name) => (modules.has(resolveFrom(path, name)) ? toJavaScriptPath(name) : name));
    if (new Set(expected).symmetricDifference(new Set(after[i])).size > 0) throw packError('odd-import', { path });
  }
  return new Map([...modules, ...rewritten]);
}

/** Literals that lead to a TypeScript file of the plugin; others are left to fail, or not, as they are. */
function findLiterals(path: string, text: string, modules: ReadonlyMap<string, string>): Literal[] {
  return [...text.matchAll(literal)].flatMap(({ index, 0: whole, 2: specifier = '' }) => {
    const isOurs = modules.has(resolveFrom(path, specifier));
    return isOurs ? [{ at: index, text: whole, specifier, probe: toProbe() }] : [];
  });
}

/** Letters and digits only: it must mean as little as it can wherever it stands, inside a regular expression too. */
const toProbe = () => `probe${randomUUID().replaceAll('-', '')}`;
const resolveFrom = (path: string, specifier: string) => posix.join(posix.dirname(path), specifier);
const probeOf = ({ text, probe }: Literal) => text[0] + probe + text[0];
const renamed = ({ text, specifier }: Literal) => text[0] + toJavaScriptPath(specifier) + text[0];

function replaceAll(text: string, literals: readonly Literal[], to: (one: Literal) => string): string {
  let result = '';
  let from = 0;
  for (const one of literals) {
    result += text.slice(from, one.at) + to(one);
    from = one.at + one.text.length;
  }
  return result + text.slice(from);
}

async function parseAll(parser: ModuleParser, modules: readonly (readonly [string, string])[]) {
  const parsed = await parser.parse(modules.map(([, text]) => text));
  return parsed.map((one, i) => {
    if (one.ok) return one.requests;
    throw packError('not-a-module', { path: modules[i]?.[0] as string, why: one.why });
  });
}
