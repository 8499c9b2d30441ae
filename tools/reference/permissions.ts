/** docs/reference/permissions.md: the catalogue in words. */

import { type ExtensionPoint, extensionPoints } from '@omnitrade/contracts';
import { catalogue, limits } from '@omnitrade/permissions';
import { code, escapeCell, generated, table } from './markdown.ts';

export function writePermissions(): string {
  const points: [string, ExtensionPoint][] = Object.entries(extensionPoints);
  const neededBy = (id: string) =>
    points.flatMap(([point, { permission }]) => (permission === id ? [code(point)] : []));
  const rows = Object.entries(catalogue).map(([id, { sentence, risk, limits: names }]) => [
    code(id),
    escapeCell(sentence),
    risk,
    names.map(code).join(', '),
    neededBy(id).join(', '),
  ]);
  return `${generated('Permissions')}
A plugin may do what it was granted and nothing else; what it does not name under \`permissions\` it can never be granted.
Permissions of high and critical risk are off until the user turns them on.

${table(['Id', 'The plugin can', 'Risk', 'Limits', 'Needed by'], rows)}

A \`<host>\` is a public host name in lower case (\`net:api.example.com\`), or \`*.\` and a name, for everything below it but not the name itself (\`net:*.example.com\`).
Addresses, ports, single words, whole top-level domains and names of the own network are refused.
A \`<name>\` is the name of a plugin (\`plugins:chart-utilities\`); the risk is that of the plugin it calls.

## Limits

${table(
  ['Limit', 'Must be'],
  Object.entries(limits).map(([name, { expected }]) => [code(name), escapeCell(expected)]),
)}
`;
}
