/** The inputs a contribution declares: a sound schema, and no more of them than a form can show. */

import { checkInputsSchema, type InputsSchema, type IssueList } from '@omnitrade/contracts';
import { contributionError } from '../errors.ts';
import type { FieldReader } from '../field-reader.ts';

const maxInputs = 64;

export function readInputs(fields: FieldReader, list: IssueList): InputsSchema {
  const inputs = fields.read('inputs', isPresent, 'an object of inputs');
  if (inputs !== undefined) checkInputs(inputs, list);
  return inputs as InputsSchema;
}

function checkInputs(inputs: unknown, list: IssueList): void {
  for (const { code, path, message } of checkInputsSchema(inputs))
    list.add(path === '' ? 'inputs' : `inputs.${path}`, { code, message });
  if (list.full || typeof inputs !== 'object' || inputs === null) return;
  const count = Object.keys(inputs).length;
  if (count > maxInputs)
    list.add(
      'inputs',
      contributionError('bad-field', { path: 'inputs', expected: `at most ${maxInputs} inputs`, given: `${count}` }),
    );
}

const isPresent = (value: unknown): value is NonNullable<unknown> => value !== undefined;
