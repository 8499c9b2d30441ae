/** What a plugin used and was refused. */

import type { TestTerminal } from '../terminal/open-test-terminal.ts';
import type { Check } from './check.ts';

type Uses = Pick<TestTerminal, 'uses' | 'plugin'>;

/** Passes if the terminal has refused the plugin a call that needs the permission. */
export function checkDenied(terminal: Uses, permission: string): Check {
  const { denied } = find(terminal, permission);
  return {
    pass: denied > 0,
    message: `${terminal.plugin} was not refused "${permission}". ${describe(terminal)}`,
    negated: `${terminal.plugin} was refused "${permission}" ${denied} times.`,
  };
}

/** Passes if the plugin made a call that needs the permission and was let. */
export function checkUsed(terminal: Uses, permission: string): Check {
  const { allowed } = find(terminal, permission);
  return {
    pass: allowed > 0,
    message: `${terminal.plugin} did not use "${permission}". ${describe(terminal)}`,
    negated: `${terminal.plugin} used "${permission}" ${allowed} times.`,
  };
}

const find = ({ uses }: Uses, permission: string) =>
  uses.find((one) => one.permission === permission) ?? { allowed: 0, denied: 0 };

function describe({ uses }: Uses): string {
  const all = uses.map(({ permission, allowed, denied }) => `${permission} (${allowed} allowed, ${denied} refused)`);
  return all.length > 0 ? `It called: ${all.join(', ')}.` : 'It called nothing that needs a permission.';
}
