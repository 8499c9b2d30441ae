/** docs/reference/extension-points.md: where plugins contribute. */

import { type ExtensionPoint, extensionPoints, PLUGIN_API_VERSION } from '@omnitrade/contracts';
import { code, generated, table } from './markdown.ts';

export function writeExtensionPoints(): string {
  const entries: [string, ExtensionPoint][] = Object.entries(extensionPoints);
  const rows = entries.map(([id, { family, title, permission, since }]) => [
    code(id),
    title,
    family,
    permission ? code(permission) : '',
    since === 'later' ? 'named only' : `since ${since}`,
  ]);
  const contracts = entries.flatMap(([id, { since }]) =>
    since === 'later' ? [] : [`- ${code(id)}: \`packages/contracts/src/points/${toFileName(id)}.ts\``],
  );
  return `${generated('Extension points')}
A plugin names its points under \`extensionPoints\` in plugin.json and fills them in \`activate\`; both must agree.
A point that is named only is accepted in a manifest, but plugin API ${PLUGIN_API_VERSION} does not put it to use yet.

${table(['Id', 'Adds', 'Family', 'Permission', 'In use'], rows)}

The contract of each point in use, with its semantics, is the file that both sides of the sandbox compile against:

${contracts.join('\n')}
`;
}

/** `trading.orderType` stands in `trading-order-type`. */
const toFileName = (id: string) => id.replace('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
