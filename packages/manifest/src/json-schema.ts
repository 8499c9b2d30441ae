/** The JSON Schema of plugin.json for editors, made from the one schema. */

import { z } from 'zod';
import { manifestSchema } from './manifest-schema.ts';

/** What `plugin.schema.json` holds; a test keeps the file equal to this. */
export function toManifestJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(manifestSchema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' });
}
