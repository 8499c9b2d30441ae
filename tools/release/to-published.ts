/** One source file as it is published: JavaScript, with every path in it leading to what is published beside it. */

import { stripTypeScriptTypes } from 'node:module';
import { posix } from 'node:path';

/** A relative path in quotes, or a bare one that climbs. What only looks like one does no harm: it leads nowhere else. */
const literal = /(['"])(\.{1,2}\/[^'"\\\r\n]*)\1/g;

/** Folders of the repository that a package outside of them needs; they come along inside it. */
const broughtAlong = /^(?:tools|plugins)(?:\/|$)/;

/** `file` is its path from the root of the repository, `folder` that of its package. */
export function toPublished(file: string, folder: string, source: string): string {
  const code = /\.tsx?$/.test(file) ? stripTypeScriptTypes(source) : source;
  return redirect(file, folder, code);
}

/** The same for a declaration file, which the compiler has made of it. */
export function redirect(file: string, folder: string, code: string): string {
  return code.replace(literal, (_whole, quote: string, path: string) => {
    const inside = toInside(file, folder, path);
    return quote + inside.replace(/(?<!\.d)\.ts$/, '.js') + quote;
  });
}

/** `tools/x.ts`, reached by climbing out of the package, lies in its own folder `tools` once it is published. */
function toInside(file: string, folder: string, path: string): string {
  const target = posix.join(posix.dirname(file), path);
  if (!broughtAlong.test(target) || broughtAlong.test(file)) return path;
  const from = posix.dirname(posix.relative(folder, file));
  const to = posix.relative(from, target) + (path.endsWith('/') ? '/' : '');
  return to.startsWith('.') ? to : `./${to}`;
}

/** Packages a file imports by name: `@omnitrade/sdk/guest` needs `@omnitrade/sdk`. */
export function findPackages(code: string): Set<string> {
  const found = code.matchAll(
    /(?:\bfrom\s*|\bimport\s*\(?\s*|\bresolve\(\s*)['"]((?:@[\w-]+\/)?[a-z][\w.-]*)(?:\/[^'"]*)?['"]/g,
  );
  return new Set(Array.from(found, ([, name]) => name as string));
}
