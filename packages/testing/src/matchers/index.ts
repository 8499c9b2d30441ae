/** The list of checks: each as an assertion that works everywhere, and as a matcher for `expect.extend`. */

import { assertCheck, type Check } from './check.ts';
import { checkShown } from './panels.ts';
import { checkDenied, checkUsed } from './permissions.ts';
import { checkPlot } from './plots.ts';
import { checkContribution, checkFailed, checkLogged } from './plugin-state.ts';

const checks = {
  toPlot: checkPlot,
  toShow: checkShown,
  toBeDenied: checkDenied,
  toHaveUsed: checkUsed,
  toContribute: checkContribution,
  toHaveLogged: checkLogged,
  toHaveFailed: checkFailed,
} as const;

type Checks = typeof checks;
type Rest<F> = F extends (subject: never, ...rest: infer R) => Check ? R : never;

/** For Vitest: `expect.extend(matchers)`, then `expect(terminal).toBeDenied('storage')`. */
export const matchers = Object.fromEntries(
  Object.entries(checks).map(([name, check]) => [
    name,
    (subject: never, ...rest: never[]) => {
      const { pass, message, negated } = (check as (subject: never, ...rest: never[]) => Check)(subject, ...rest);
      return { pass, message: () => (pass ? negated : message) };
    },
  ]),
) as { readonly [K in keyof Checks]: (subject: Parameters<Checks[K]>[0], ...rest: Rest<Checks[K]>) => MatcherResult };

interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

/** What `expect(…)` has after `expect.extend(matchers)`; a test file adds it to the types of its framework. */
export type Matchers<R = void> = { [K in keyof Checks]: (...rest: Rest<Checks[K]>) => R };

export const assertPlot = (...given: Parameters<typeof checkPlot>): void => assertCheck(checkPlot(...given));
export const assertShown = (...given: Parameters<typeof checkShown>): void => assertCheck(checkShown(...given));
export const assertDenied = (...given: Parameters<typeof checkDenied>): void => assertCheck(checkDenied(...given));
export const assertUsed = (...given: Parameters<typeof checkUsed>): void => assertCheck(checkUsed(...given));
export const assertContribution = (...given: Parameters<typeof checkContribution>): void =>
  assertCheck(checkContribution(...given));
export const assertLogged = (...given: Parameters<typeof checkLogged>): void => assertCheck(checkLogged(...given));
export const assertFailed = (...given: Parameters<typeof checkFailed>): void => assertCheck(checkFailed(...given));
