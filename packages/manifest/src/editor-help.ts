/** What plugin.schema.json tells an editor beyond what the validator's own schema can express. */

import { permissionIds, schemaFormats } from '@omnitrade/contracts';

/** Offers the fixed permissions by name and the shape of the two families. */
export function toPermissionJsonSchema() {
  return {
    anyOf: [
      { enum: [...permissionIds] },
      { pattern: '^net:(\\*\\.)?[a-z0-9-]+(\\.[a-z0-9-]+)+$' },
      { pattern: '^plugins:[a-z][a-z0-9-]{1,63}$' },
    ],
  };
}

const property = {
  type: 'object',
  required: ['type'],
  properties: {
    type: { enum: ['number', 'integer', 'boolean', 'string', 'array', 'object'] },
    title: { type: 'string', maxLength: 80 },
    description: { type: 'string', maxLength: 400 },
    format: { enum: [...schemaFormats] },
  },
};

export const settingsJsonSchema = {
  type: 'object',
  required: ['type', 'properties'],
  properties: {
    type: { const: 'object' },
    properties: { type: 'object', additionalProperties: property },
    required: { type: 'array', items: { type: 'string' } },
    additionalProperties: { const: false },
  },
};
