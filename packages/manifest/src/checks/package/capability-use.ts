/** Does the code use what the manifest asks for, and ask for what the code uses? */

import { contextParts, usingWords } from './context-parts.ts';
import { checkError } from './errors.ts';
import { type Fault, manifestFile, type PackageRule, type Subject } from './package-rule.ts';

const isAsked = ({ manifest }: Subject, id: string) => manifest?.permissions.some((asked) => asked.id === id) === true;

export const undeclaredCapability: PackageRule = {
  rule: 'undeclared-capability',
  severity: 'error',
  check(subject) {
    if (!subject.manifest) return [];
    return subject.code.flatMap(({ path, contextParts: taken }) =>
      taken.flatMap(({ name: part, line }): Fault[] => {
        const permissions = Object.hasOwn(contextParts, part) ? (contextParts[part] ?? []) : [];
        if (permissions.length === 0 || permissions.some((id) => isAsked(subject, id))) return [];
        return [{ file: path, line, error: checkError('undeclared-part', { part, permissions }) }];
      }),
    );
  },
};

/** Least privilege. Code that cannot be read may use anything, so nothing is said then. */
export const unusedPermission: PackageRule = {
  rule: 'unused-permission',
  severity: 'warning',
  check({ manifest, code, lineOf }) {
    if (!manifest || code.length === 0 || code.some(({ fault }) => fault)) return [];
    const words = new Set(code.flatMap((module) => module.words));
    return manifest.permissions.flatMap(({ id }, i): Fault[] => {
      const using = Object.hasOwn(usingWords, id) ? usingWords[id] : undefined;
      if (!using || using.some((word) => words.has(word))) return [];
      const line = lineOf(`permissions[${i}]`);
      return [
        { file: manifestFile, error: checkError('unused-permission', { permission: id }), ...(line && { line }) },
      ];
    });
  },
};
