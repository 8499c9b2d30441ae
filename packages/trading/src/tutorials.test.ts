/** The tutorials show the code that runs: that of the plugins they are about. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

test.each([
  ['docs/guide/first-strategy.md', ['plugins/sma-cross/index.ts', 'plugins/sma-cross/services/sma-cross.ts']],
  ['docs/guide/first-order-type.md', ['plugins/iceberg/services/iceberg.ts']],
])('%s shows the code of its plugin', (page, files) => {
  const text = read(page);
  for (const file of files) expect(text, file).toContain(`\`\`\`ts\n${read(file)}\`\`\``);
});
