/** `omnitrade broker run`: orders against market events on a paper broker, event by event. Needs no home and no plugin. */

import type { ScenarioEvent, ScenarioResult } from '@omnitrade/trading';
import { type Command, Option } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { readLimited } from '../local-files.ts';
import { printJson, printLine, printTable } from '../output.ts';

interface RunOptions extends CommonOptions {
  readonly policy?: string;
}

const maxBytes = 256 * 1024 * 1024;

export function addBrokerCommand(program: Command): void {
  const broker = program.command('broker').description('the paper broker, which matches orders against market data');
  const run = broker
    .command('run')
    .argument('<scenario>', 'JSON file: instrument, account, and events in the order in which they happen')
    .description('run orders against market events and tell what becomes of them')
    .addOption(new Option('--policy <name>', 'fill policy, in place of the one the scenario names'));
  withCommonOptions(run, 'omnitrade broker run docs/examples/broker/stop-through-gap.json --policy path --json').action(
    runBroker,
  );
}

async function runBroker(file: string, options: RunOptions): Promise<void> {
  const { parsePolicyName, parseScenario, runScenario } = await import('@omnitrade/trading');
  const policy = options.policy === undefined ? undefined : parsePolicyName(options.policy);
  const text = Buffer.from(await readLimited(file, maxBytes)).toString('utf8');
  const result = runScenario(parseScenario(text, { name: file }), policy);
  if (options.json) printJson(result);
  else printResult(result);
}

function printResult({ policy, events, refused, account }: ScenarioResult): void {
  const columns = [
    { title: 'TIME', value: ({ t }: ScenarioEvent) => new Date(t).toISOString() },
    { title: 'ORDER', value: ({ order }: ScenarioEvent) => order },
    { title: 'STATUS', value: ({ status }: ScenarioEvent) => status },
    { title: 'FILLED', right: true, value: ({ lastQty = '' }: ScenarioEvent) => lastQty },
    { title: 'PRICE', right: true, value: ({ lastPrice = '' }: ScenarioEvent) => lastPrice },
    { title: 'LEFT', right: true, value: ({ leavesQty = '' }: ScenarioEvent) => leavesQty },
    { title: 'WHY', value: ({ reason = '' }: ScenarioEvent) => reason },
  ];
  printTable(events, columns, 'Nothing happened to any order.');
  for (const { command, order, reason } of refused) printLine(`The ${command} of ${order} changed nothing: ${reason}`);
  printLine(`PAPER, policy ${policy}: cash ${account.cash}, equity ${account.equity}, fees ${account.fees}.`);
}
