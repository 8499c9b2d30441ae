/** The page about fill policies says what is so: its tables are those of the code, its examples give what it says. */

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { policyDefaults, policyNames } from './fills/fill-options.ts';
import { parseScenario } from './scenario/parse-scenario.ts';
import { runScenario } from './scenario/run-scenario.ts';

const root = new URL('../../../', import.meta.url);
const page = readFileSync(new URL('docs/fill-policies.md', root), 'utf8');
const examples = new URL('docs/examples/broker/', root);

/** The rows of the table under a heading, head and rule left out. */
function rowsUnder(heading: string): string[][] {
  const part = page.split(/^## /m).find((text) => text.startsWith(heading)) ?? '';
  const rows = part.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/fill-policies.md', () => {
  test('names every switch with its default under each policy', () => {
    const toText = (value: unknown) => (value === undefined || typeof value === 'object' ? 'none' : String(value));
    const rows = Object.keys(policyDefaults.path).map((option) => [
      `\`${option}\``,
      ...policyNames.map((name) => toText(policyDefaults[name][option as keyof (typeof policyDefaults)['path']])),
    ]);
    expect(rowsUnder('Switches').map((row) => row.slice(0, 5))).toEqual(rows);
  });

  test('says of every example what fills under each policy', () => {
    const rows = readdirSync(examples)
      .sort()
      .map((file) => {
        const scenario = parseScenario(readFileSync(new URL(file, examples), 'utf8'), { name: file });
        const fills = policyNames.map((policy) => {
          const { events } = runScenario(scenario, policy);
          const filled = events.filter(({ lastQty }) => lastQty !== undefined);
          return filled.map(({ order, lastQty, lastPrice }) => `${order} ${lastQty}@${lastPrice}`).join(', ') || '–';
        });
        return [`[${file.slice(0, -5)}](examples/broker/${file})`, ...fills];
      });
    expect(rowsUnder('Examples')).toEqual(rows);
  });
});
