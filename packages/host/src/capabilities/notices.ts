/** `notices`: a plugin tells the user something, in the terminal's own frame with the plugin's name on it. */

import { isPlainText } from '@omnitrade/contracts';
import { minuteMs } from '@omnitrade/permissions';
import { admit } from '../grants/admit.ts';
import type { Capability } from './capability.ts';
import { noticeError } from './errors.ts';

/** Whatever the grant says. */
const mostPerMinute = 10;
const maxTitleChars = 80;
const maxTextChars = 300;

/** By the grants they are shown under, which outlive a run: starting anew gives no new minute. */
const shown = new WeakMap<object, { minute: number; count: number }>();

export const notices: Capability = {
  methods: {
    async show(caller, [title, text = '']) {
      const { plugin, grants, terminal } = caller;
      if (!isPlainText(title, maxTitleChars) || title === '' || !(text === '' || isPlainText(text, maxTextChars)))
        throw noticeError('bad-call', { plugin });
      const paid = admit(caller, { permission: 'ui:notify', call: 'notices.show', target: { calls: 1 } });
      const minute = Math.floor(Date.now() / minuteMs);
      const known = shown.get(grants);
      const state = known?.minute === minute ? known : { minute, count: 0 };
      shown.set(grants, state);
      if (++state.count > mostPerMinute) throw noticeError('too-many', { plugin, limit: mostPerMinute });
      await paid;
      terminal.notify(plugin, { title, text });
      return null;
    },
  },
};
