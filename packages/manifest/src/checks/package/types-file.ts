/** Does plugin.d.ts say what plugin.json says? Only where it is there, or imported. */

import { manifestTypesFile, toManifestTypes } from '../../manifest-types.ts';
import { checkError } from './errors.ts';
import type { PackageRule, Subject } from './package-rule.ts';

export const typesFile: PackageRule = {
  rule: 'types',
  severity: 'warning',
  check(subject) {
    const made = make(subject);
    if (made === undefined || subject.texts.get(manifestTypesFile) === made) return [];
    return [{ file: manifestTypesFile, error: checkError('old-types', { file: manifestTypesFile }) }];
  },
  fix(subject) {
    const made = make(subject);
    return made === undefined ? {} : { files: { [manifestTypesFile]: made } };
  },
};

function make({ manifest, texts, from }: Subject): string | undefined {
  const isWanted =
    texts.has(manifestTypesFile) || [...texts.values()].some((text) => text.includes(`/${manifestTypesFile}'`));
  return manifest && from === 'folder' && isWanted ? toManifestTypes(manifest) : undefined;
}
