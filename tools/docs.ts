/** `npm run docs`: writes what is made from the source: the reference pages and plugin.schema.json. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toManifestJsonSchema } from '@omnitrade/manifest';
import { pages } from './reference/pages.ts';
import { root } from './repository.ts';

for (const [path, write] of Object.entries(pages)) writeFileSync(join(root, path), await write());
writeFileSync(
  join(root, 'packages/manifest/plugin.schema.json'),
  `${JSON.stringify(toManifestJsonSchema(), null, 2)}\n`,
);
console.log(`Wrote ${Object.keys(pages).length} reference pages and plugin.schema.json.`);
