/** What a plugin adds, says and fails with. */

import type { TestTerminal } from '../terminal/open-test-terminal.ts';
import type { Check } from './check.ts';

/** Passes if the plugin adds something of this id, at this extension point if one is named. */
export function checkContribution(terminal: Pick<TestTerminal, 'info'>, id: string, point?: string): Check {
  const { contributions, id: plugin } = terminal.info;
  const pass = contributions.some((one) => one.id === id && (point === undefined || one.point === point));
  const all = contributions.map((one) => `${one.id} (${one.point})`).join(', ');
  return {
    pass,
    message: `${plugin} does not add "${id}"${point ? ` to ${point}` : ''}; it adds ${all || 'nothing'}.`,
    negated: `${plugin} adds "${id}".`,
  };
}

/** Passes if a log line holds the text, or fits the pattern. */
export function checkLogged(terminal: Pick<TestTerminal, 'logs' | 'plugin'>, what: string | RegExp): Check {
  const lines = terminal.logs.map(({ level, text }) => `${level} ${text}`);
  const fits = (text: string) => (typeof what === 'string' ? text.includes(what) : what.test(text));
  return {
    pass: lines.some(fits),
    message: `${terminal.plugin} did not log ${what}. Its log:\n${lines.slice(-20).join('\n') || '(nothing)'}`,
    negated: `${terminal.plugin} logged ${what}.`,
  };
}

/** Passes if something of the plugin failed, with this code if one is named. */
export function checkFailed(terminal: Pick<TestTerminal, 'errors' | 'plugin'>, code?: string): Check {
  const { errors, plugin } = terminal;
  const pass = code === undefined ? errors.length > 0 : errors.some((error) => error.code === code);
  const all = errors.map((error) => `${error.message} (${error.code})`).join('\n');
  return {
    pass,
    message: `${plugin} did not fail${code ? ` with ${code}` : ''}${all ? `; but there is:\n${all}` : '.'}`,
    negated: `${plugin} failed:\n${all}`,
  };
}
