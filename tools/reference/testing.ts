/** docs/reference/testing.md: the terminal in memory, the assertions, the certificates and the rules of check. */

import { packageRules } from '@omnitrade/manifest';
import { indicatorCertificates } from '../../packages/testing/src/certify/certificates/index.ts';
import { listFiles, readText } from '../repository.ts';
import { writeDeclarations } from './declarations.ts';
import { code, generated, table } from './markdown.ts';

const terminal = 'packages/testing/src/terminal';
const files = [
  [`${terminal}/open-test-terminal.ts`, ['TestTerminalOptions', 'TestTerminal', 'TestStorage']],
  [`${terminal}/test-market.ts`, ['TestBar', 'TestMarket']],
  [`${terminal}/test-clock.ts`, ['TestClock']],
  [`${terminal}/test-network.ts`, ['TestAnswer', 'TestRequest', 'TestNetwork']],
  [`${terminal}/test-indicator.ts`, ['TestIndicator']],
  [`${terminal}/test-panel.ts`, ['TestPanel']],
] as const;
const matchers = [
  [
    'toPlot',
    'assertPlot',
    'an indicator',
    'It plots these values: one per bar with null where there is none, or `{ last: […] }`.',
  ],
  ['toShow', 'assertShown', 'a panel', 'It is live and shows this text.'],
  ['toBeDenied', 'assertDenied', 'the terminal', 'The plugin was refused a call that needs this permission.'],
  ['toHaveUsed', 'assertUsed', 'the terminal', 'The plugin made a call that needs this permission, and was let.'],
  [
    'toContribute',
    'assertContribution',
    'the terminal',
    'The plugin adds something of this id, at this extension point.',
  ],
  ['toHaveLogged', 'assertLogged', 'the terminal', 'A log line of the plugin holds this text or fits this pattern.'],
  ['toHaveFailed', 'assertFailed', 'the terminal', 'Something of the plugin failed, with this code.'],
] as const;

export function writeTesting(): string {
  return `${generated('Testing a plugin')}
\`@omnitrade/testing\` opens a real terminal in memory: the real sandbox, real isolates and real permissions.
Bars, time, answers of the network and stored data are the test's; nothing happens that the test did not cause.
It works in Vitest and in node:test; \`omnitrade test\` runs whichever the folder uses.

\`\`\`ts
import { expect, test } from 'vitest';
import { openTestTerminal } from '@omnitrade/testing';
import '@omnitrade/testing/vitest';

test('plots an average of three', async () => {
  await using terminal = await openTestTerminal({ plugin: new URL('..', import.meta.url), grants: ['charts:write'] });
  await terminal.market.addBars([1, 2, 3, 4]);
  const sma = await terminal.addIndicator('sma', { length: 3 });
  expect(sma).toPlot({ sma: [null, null, 2, 3] });
});
\`\`\`

${files.map(([path, names]) => writeDeclarations(path, names)).join('\n')}
## Assertions
Each is a function that throws, for any framework, and a matcher after \`import '@omnitrade/testing/vitest'\`.

${table(
  ['Matcher', 'Function', 'Of', 'Passes if'],
  matchers.map(([name, fn, of, what]) => [code(name), code(fn), of, what]),
)}

## Certificates
\`omnitrade certify\` examines every indicator of a plugin in isolates of its own, on bars made from seeds and on twenty years of the S&P 500.
What breaks a certificate is shown by the first bar, with the seed that makes the case again.

${table(
  ['Id', 'Claim', 'Required'],
  indicatorCertificates.map(({ id, title, gate }) => [id, title, gate ? 'yes' : 'told only']),
)}

## Rules of check
\`omnitrade check\` runs these over a plugin's folder; a marketplace runs them over its archive.

${table(
  ['Rule', 'Severity', 'Asks', '`--fix`'],
  packageRules.map(({ rule, severity, fix }) => [code(rule), severity, questionOf(rule), fix ? 'yes' : '']),
)}
`;
}

/** The first sentence of the file that holds the rule. */
function questionOf(rule: string): string {
  const file = listFiles().find(
    (path) =>
      /^packages\/manifest\/src\/checks\/.*(?<!\.test)\.ts$/.test(path) && readText(path).includes(`rule: '${rule}'`),
  );
  return /^\/\*\* (.*?[?.])(?:\s|$)/.exec(file ? readText(file) : '')?.[1] ?? '';
}
