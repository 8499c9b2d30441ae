/** `settings.panel`: is what a plugin says about a panel of settings something the terminal can make a form of? */

import { type ConfigurationSchema, checkSettingsSchema, type IssueList } from '@omnitrade/contracts';
import { FieldReader } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';

type Properties = ConfigurationSchema['properties'];

export const checkSettingsPanelInfo: PointCheck<'settings.panel'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    ...fields.optional('settings', isObject, 'an object of settings'),
  };
  fields.close();
  if (answer.settings !== undefined) checkSettings(answer.settings, list);
  return answer;
};

function checkSettings(settings: Properties, list: IssueList): void {
  for (const { code, path, message } of checkSettingsSchema({ type: 'object', properties: settings }))
    list.add(path.replace(/^properties/, 'settings'), { code, message });
}

const isObject = (value: unknown): value is Properties =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
