/** `component.command` and `component.menu`: is what a plugin says about them something the page can offer? */

import { commandKeysPattern, menuPlaces } from '@omnitrade/contracts';
import { FieldReader } from '../field-reader.ts';
import { iconRule, isIcon } from './component-panel.ts';
import type { PointCheck } from './point-check.ts';

const isKeys = (value: unknown): value is string =>
  typeof value === 'string' && value.length < 32 && commandKeysPattern.test(value);

export const checkCommandInfo: PointCheck<'component.command'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    ...fields.optional('icon', isIcon, iconRule),
    ...fields.optional('keys', isKeys, 'Ctrl or Alt, if need be Shift, and a letter or digit, such as "Alt+Shift+O"'),
  };
  fields.close();
  return answer;
};

export const checkMenuEntryInfo: PointCheck<'component.menu'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optional('icon', isIcon, iconRule),
    menu: fields.oneOf('menu', menuPlaces),
  };
  fields.close();
  return answer;
};
