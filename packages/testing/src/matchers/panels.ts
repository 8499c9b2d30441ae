/** What a panel shows. */

import type { TestPanel } from '../terminal/test-panel.ts';
import type { Check } from './check.ts';

/** Passes if the panel is live and the text stands in it somewhere. */
export function checkShown(panel: Pick<TestPanel, 'status' | 'error' | 'text'>, shown: string | RegExp): Check {
  const { status, error, text } = panel;
  const negated = `The panel shows ${shown}.`;
  if (status !== 'live')
    return { pass: false, message: `The panel is ${status}${error ? `: ${error.message}` : '.'}`, negated };
  const pass = typeof shown === 'string' ? text.includes(shown) : shown.test(text);
  return { pass, message: `The panel does not show ${shown}. It shows:\n${text || '(nothing)'}`, negated };
}
