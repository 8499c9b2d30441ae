/** `component.panel` and `component.widget`: is what a plugin says about them something the page can show? */

import { panelPlacements, uiIcons } from '@omnitrade/contracts';
import { FieldReader, isOneOf } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';

export const iconRule = `one of the icons ${uiIcons.join(', ')}`;
export const isIcon = isOneOf(uiIcons);

export const checkPanelInfo: PointCheck<'component.panel'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    ...fields.optional('icon', isIcon, iconRule),
    placement: fields.oneOf('placement', panelPlacements),
  };
  fields.close();
  return answer;
};

export const checkWidgetInfo: PointCheck<'component.widget'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = { title: fields.text('title', 80), ...fields.optionalText('description', 400) };
  fields.close();
  return answer;
};
