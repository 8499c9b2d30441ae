/** `omnitrade grants list|set|revoke|report|flow <plugin>`. */

import type { GrantInfo } from '@omnitrade/host';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { parseGrantText, toLimitText } from '../grant-text.ts';
import { plainText, printJson, printLine, printTable } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface FlowOptions extends CommonOptions {
  readonly allow?: string;
  readonly refuse?: string;
  readonly clear?: boolean;
}

interface SetOptions extends CommonOptions {
  readonly until?: string;
  readonly session?: boolean;
  readonly once?: boolean;
}

export function addGrantsCommand(program: Command): void {
  const grants = program.command('grants').description('what a plugin may do');

  const list = grants.command('list').argument('<plugin>').description('what it holds');
  withCommonOptions(list, 'omnitrade grants list my-plugin').action(async (id: string, options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    print(await terminal.access.grants(id), options);
  });

  const set = grants
    .command('set')
    .argument('<plugin>')
    .argument('<permission>', 'PERM, or PERM=limit:value,limit:one|two')
    .option('--until <time>', 'ends at this day or instant in UTC, such as 2030-01-31')
    .option('--session', 'ends when the terminal stops')
    .option('--once', 'ends with the run of the plugin')
    .description('grant one permission, in place of what was granted before');
  withCommonOptions(set, "omnitrade grants set my-plugin 'net:api.example.com=methods:GET,bytesPerDay:1000000'").action(
    async (id: string, text: string, options: SetOptions) => {
      await using terminal = await openTerminal(options);
      print(await terminal.access.set(id, { ...(await parseGrantText(text)), ...toLifetime(options) }), options);
    },
  );

  const revoke = grants
    .command('revoke')
    .argument('<plugin>')
    .argument('[permission]', 'without it, all')
    .description('take a grant back; holds before the next call is answered');
  withCommonOptions(revoke, 'omnitrade grants revoke my-plugin net:api.example.com').action(
    async (id: string, permission: string | undefined, options: CommonOptions) => {
      await using terminal = await openTerminal(options);
      print(await terminal.access.revoke(id, permission), options);
    },
  );

  const report = grants.command('report').argument('<plugin>').description('what it holds beside what it used');
  withCommonOptions(report, 'omnitrade grants report my-plugin').action(async (id: string, options: CommonOptions) => {
    await using terminal = await openTerminal(options);
    const rows = await terminal.access.report(id);
    if (options.json) return printJson({ report: rows });
    printTable(
      rows,
      [
        { title: 'PERMISSION', value: (row) => row.permission },
        { title: 'USED', right: true, value: (row) => `${row.allowed}` },
        { title: 'DENIED', right: true, value: (row) => `${row.denied}` },
        { title: 'LAST', value: (row) => toTime(row.last) },
      ],
      'It holds no grants.',
    );
    for (const { suggestion } of rows) if (suggestion) printLine(plainText(suggestion));
  });

  addFlowCommand(grants);
}

function addFlowCommand(grants: Command): void {
  const flow = grants
    .command('flow')
    .argument('<plugin>')
    .option('--allow <host>', 'account data may go to this host, such as net:api.example.com')
    .option('--refuse <host>', 'account data may not go there any more')
    .option('--clear', 'forget that it has read accounts: all its hosts are in reach again')
    .description('where a plugin that reads your accounts may send them');
  withCommonOptions(flow, 'omnitrade grants flow my-plugin --allow net:api.example.com').action(
    async (id: string, options: FlowOptions) => {
      await using terminal = await openTerminal(options);
      const { access } = terminal;
      if (options.allow !== undefined) await access.allowSending(id, toHost(options.allow), true);
      if (options.refuse !== undefined) await access.allowSending(id, toHost(options.refuse), false);
      const state = await (options.clear ? access.forgetAccountsRead(id) : access.flow(id));
      if (options.json) return printJson(state);
      for (const warning of state.warnings) printLine(plainText(warning));
      if (state.accountsReadAt === null) return printLine('It has not read your accounts.');
      const hosts = state.maySendTo.map((one) => one.slice('net:'.length)).join(', ');
      printLine(
        `It read your accounts at ${toTime(state.accountsReadAt)}; since then it reaches ${hosts || 'no host'}.`,
      );
    },
  );
}

/** With or without the family in front. */
const toHost = (text: string): string => (text.startsWith('net:') ? text : `net:${text}`);

function toLifetime({ until, session, once }: SetOptions) {
  if (until !== undefined) {
    const expiresAt = Date.parse(until);
    if (Number.isNaN(expiresAt)) throw cliError('bad-time', { text: until.slice(0, 60) });
    return { lifetime: 'until', expiresAt } as const;
  }
  return { lifetime: session ? 'session' : once ? 'once' : 'until-revoked' } as const;
}

function print(grants: readonly GrantInfo[], { json }: CommonOptions): void {
  if (json) return printJson({ grants });
  printTable(
    grants,
    [
      { title: 'PERMISSION', value: ({ permission }) => permission },
      { title: 'LIMITS', value: ({ limits }) => toLimitText(limits) || '-' },
      {
        title: 'LASTS',
        value: ({ lifetime, expiresAt }) => (lifetime === 'until' ? toTime(expiresAt ?? null) : lifetime),
      },
      { title: 'USED', right: true, value: ({ used }) => `${used.count}` },
      { title: 'LAST', value: ({ used }) => toTime(used.last) },
    ],
    'It holds no grants.',
  );
}

const toTime = (time: number | null) => (time === null ? '-' : new Date(time).toISOString().slice(0, 16));
