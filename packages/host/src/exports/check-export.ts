/** Is what a plugin says of a function it offers something others can be promised? */

import {
  type ConfigurationSchema,
  checkSettingsSchema,
  exportLimits,
  isLocalId,
  isPlainText,
  type Json,
  type OfferedExport,
} from '@omnitrade/contracts';
import { exportsError } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Throws `exports.bad-declaration` with the first thing that is wrong. */
export function readExport(plugin: string, id: string, info: Json): OfferedExport {
  const bad = (why: string) => exportsError('bad-declaration', { plugin, id, why });
  if (typeof info !== 'object' || info === null || Array.isArray(info)) throw bad('it is no object');
  const { title, description, params, columns, returns, returnsColumns } = info as Fields;
  if (!isPlainText(title, 80)) throw bad('its title is no plain line of 1 to 80 characters');
  if (description !== undefined && !isPlainText(description, 400)) throw bad('its description is no plain line');
  for (const [name, schema] of Object.entries({ params, returns })) {
    const [issue] = schema === undefined ? [] : checkSettingsSchema(schema);
    if (issue) throw bad(`its ${name}: ${issue.message}`);
  }
  for (const [name, list] of Object.entries({ columns, returnsColumns }))
    if (list !== undefined && !isNameList(list))
      throw bad(`its ${name} are not up to ${exportLimits.columns} different names`);
  return {
    ...{ id, title },
    ...(description !== undefined && { description: description as string }),
    ...(params !== undefined && { params: params as ConfigurationSchema }),
    ...(columns !== undefined && { columns: columns as string[] }),
    ...(returns !== undefined && { returns: returns as ConfigurationSchema }),
    ...(returnsColumns !== undefined && { returnsColumns: returnsColumns as string[] }),
  };
}

function isNameList(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= exportLimits.columns &&
    new Set(value).size === value.length &&
    value.every((name) => typeof name === 'string' && isLocalId(name))
  );
}
