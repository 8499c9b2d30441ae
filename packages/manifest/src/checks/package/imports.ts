/** Does the code import what there is? */

import { posix } from 'node:path';
import { checkError } from './errors.ts';
import type { Fault, PackageRule } from './package-rule.ts';

/** What a plugin may import by name: the SDK and its parts. */
const provided = /^@omnitrade\/sdk(?:\/[a-z-]+)?$/;
/** A library of a plugin among the dependencies. */
const libraryScheme = 'plugin:';

export const imports: PackageRule = {
  rule: 'imports',
  severity: 'error',
  check({ code, files, manifest }) {
    const needed = Object.keys({ ...manifest?.dependencies, ...manifest?.optionalDependencies });
    const paths = new Set(files.map(({ path }) => path));
    return code.flatMap(({ path, imports: found }) =>
      found.flatMap(({ name: specifier, line }): Fault[] => {
        if (provided.test(specifier)) return [];
        if (specifier.startsWith(libraryScheme)) {
          const library = specifier.slice(libraryScheme.length);
          if (needed.includes(library)) return [];
          return [{ file: path, line, error: checkError('library-not-needed', { specifier, library }) }];
        }
        if (!/^\.{1,2}\//.test(specifier))
          return [{ file: path, line, error: checkError('unknown-import', { specifier }) }];
        const target = posix.join(posix.dirname(path), specifier);
        // A folder of sources may hold x.ts for x.js.
        if (paths.has(target) || paths.has(target.replace(/\.(m?)js$/, '.$1ts'))) return [];
        return [{ file: path, line, error: checkError('missing-import', { specifier }) }];
      }),
    );
  },
};
