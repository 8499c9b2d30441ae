/** plugin.d.ts: what a plugin.json declares, as types for `definePlugin<Manifest>`. */

import type { ValueSchema } from '@omnitrade/contracts';
import type { Manifest } from './manifest-schema.ts';

export const manifestTypesFile = 'plugin.d.ts';

const head = `// Made of plugin.json by "omnitrade check --fix"; change that file, not this one.\n`;

export function toManifestTypes({ permissions, configuration }: Manifest): string {
  const ids = (optional: boolean) =>
    toUnion(permissions.filter((one) => one.optional === optional).map(({ id }) => toLiteral(id)));
  const settings = configuration ? toType(configuration, '  ') : 'Readonly<Record<never, never>>';
  const fields = [
    ['permissions', ids(false)],
    ['optional', ids(true)],
    ['settings', settings],
  ];
  return `${head}\nexport interface Manifest {\n${fields.map(([name, type]) => `  readonly ${name}: ${type};\n`).join('')}}\n`;
}

function toType(schema: ValueSchema, indent: string): string {
  switch (schema.type) {
    case 'string':
      return schema.enum ? toUnion(schema.enum.map(toLiteral)) : 'string';
    case 'boolean':
      return 'boolean';
    case 'array':
      return `ReadonlyArray<${toType(schema.items, indent)}>`;
    case 'object': {
      const inner = `${indent}  `;
      const lines = Object.entries(schema.properties).map(([key, property]) => {
        const isThere = hasDefault(property) || schema.required?.includes(key);
        return `${inner}readonly ${toKey(key)}${isThere ? '' : '?'}: ${toType(property, inner)};\n`;
      });
      return `{\n${lines.join('')}${indent}}`;
    }
    default:
      return 'number';
  }
}

/** Whether the terminal fills it in where nobody set it. */
function hasDefault(schema: ValueSchema): boolean {
  if (schema.default !== undefined) return true;
  if (schema.type !== 'object') return false;
  const properties = Object.entries(schema.properties);
  return (
    properties.some(([, one]) => hasDefault(one)) &&
    (schema.required ?? []).every((key) => hasDefault(schema.properties[key] as ValueSchema))
  );
}

const toUnion = (literals: readonly string[]) => (literals.length > 0 ? literals.join(' | ') : 'never');
const toKey = (key: string) => (/^[A-Za-z_$][\w$]*$/.test(key) ? key : toLiteral(key));
/** Line separators are escaped too: they end a line of TypeScript. */
const toLiteral = (text: string) =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll('\\"', '"')
    .replaceAll("'", "\\'")
    .replace(/[\u2028\u2029]/g, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'))}'`;
