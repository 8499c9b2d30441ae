/** docs/reference/manifest.md: the fields of plugin.json, from its schema. */

import { schemaFormats, schemaMaxDepth, schemaMaxKeys } from '@omnitrade/contracts';
import { defaultResourcePolicy, manifestChecks, manifestMaxBytes, toManifestJsonSchema } from '@omnitrade/manifest';
import { code, escapeCell, generated, table } from './markdown.ts';

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

export function writeManifest(): string {
  const schema = toManifestJsonSchema() as Node;
  const { resources, compatibility, permissions } = schema.properties ?? {};
  const asked = permissions?.items?.anyOf?.find((node) => node.type === 'object');
  const caps = Object.entries(defaultResourcePolicy).map(([name, { default: usual, cap }]) => [
    code(name),
    `${usual}`,
    `${cap}`,
  ]);
  const checks = manifestChecks.map(({ rule, severity, fix }) => [code(rule), severity, fix ? 'yes' : '']);
  return `${generated('plugin.json')}
Every plugin has a \`plugin.json\` of at most ${manifestMaxBytes / 1024} KB: UTF-8 without a byte order mark, no comments, no key twice, and no field that is not below.
For completion in an editor, point \`$schema\` at \`packages/manifest/plugin.schema.json\`.

${writeFields(schema)}

## compatibility

${writeFields(compatibility)}

## permissions

An id, or an object with these fields; ids and limits stand in [permissions.md](permissions.md).

${writeFields(asked)}

## resources

${writeFields(resources)}

${table(['Resource', 'Without asking', 'Cap of this terminal'], caps)}

## configuration

An object schema in a subset of JSON Schema 2020-12, which inputs of contributions use too.
It knows the types \`number\`, \`integer\`, \`boolean\`, \`string\`, \`array\` and \`object\`, with \`title\`, \`description\`, \`default\`, \`enum\` (texts), \`minimum\`, \`maximum\`, \`multipleOf\`, \`minLength\`, \`maxLength\`, \`format\`, \`items\`, \`minItems\`, \`maxItems\`, \`uniqueItems\`, \`properties\`, \`required\`, \`additionalProperties\` (\`false\`) and \`x-ui\` (\`group\`, \`order\`, \`widget\`).
Formats are ${schemaFormats.map(code).join(', ')}; an empty text means "not set".
It nests at most ${schemaMaxDepth} levels and names at most ${schemaMaxKeys} properties.
Inputs are flat: no arrays, no objects, and every one has a \`default\`.

## Checks

What is checked against this terminal once the manifest can be read; an error forbids installation.

${table(['Rule', 'Severity', 'Can be repaired'], checks)}
`;
}

function writeFields(node: Node | undefined): string {
  const required = new Set(node?.required);
  const rows = Object.entries(node?.properties ?? {}).map(([name, field]) => [
    code(name),
    escapeCell(toTypeText(field)),
    required.has(name) ? 'yes' : '',
    escapeCell(field.description ?? ''),
  ]);
  return table(['Field', 'Type', 'Required', 'Meaning'], rows);
}

function toTypeText(node: Node): string {
  if (node.enum) return node.enum.map(code).join(', ');
  if (node.type === 'array' && node.items)
    return `list of ${node.items.anyOf && !node.items.type ? 'texts or objects' : toTypeText(node.items).replace(/^text$/, 'texts')}`;
  return node.type === 'string' ? 'text' : (node.type ?? 'any');
}
