/** `omnitrade settings get|set <plugin> [KEY [VALUE]]`. */

import type { Json, JsonObject, SettingsScope, SettingsView } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { cliError } from '../errors.ts';
import { plainText, printJson, printLine, printTable, printWarning } from '../output.ts';
import { openTerminal } from '../terminal-link.ts';

interface SetOptions extends CommonOptions {
  readonly workspace?: boolean;
  readonly clear?: boolean;
}

export function addSettingsCommand(program: Command): void {
  const settings = program.command('settings').description('what a plugin is set to');

  const get = settings
    .command('get')
    .argument('<plugin>')
    .argument('[key]', 'without it, all')
    .description('the values a plugin sees, and where they come from');
  withCommonOptions(get, 'omnitrade settings get my-plugin').action(
    async (id: string, key: string | undefined, options: CommonOptions) => {
      await using terminal = await openTerminal(options);
      print(await terminal.settings(id), key, options);
    },
  );

  const set = settings
    .command('set')
    .argument('<plugin>')
    .argument('<key>')
    .argument('[value]', 'text, or JSON where the setting is a list or an object')
    .option('--workspace', 'for this workspace only')
    .option('--clear', 'take again what lies under it')
    .description('change one setting; the plugin hears of it at once');
  withCommonOptions(set, 'omnitrade settings set my-plugin period 20').action(
    async (id: string, key: string, text: string | undefined, options: SetOptions) => {
      if (options.clear ? text !== undefined : text === undefined) throw cliError('needs-value', { key });
      await using terminal = await openTerminal(options);
      const scope: SettingsScope = options.workspace ? 'workspace' : 'user';
      const value = text === undefined ? undefined : toValue((await terminal.settings(id)).schema, key, text);
      const change = value === undefined ? { clear: [key] } : { values: { [key]: value }, fromText: true };
      print(await terminal.setSettings(id, { scope, ...change }), key, options);
    },
  );
}

/** Lists and objects are written as JSON; what is none is left as text, for the terminal to refuse. */
function toValue(schema: SettingsView['schema'], key: string, text: string): Json {
  const property = schema && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  if (property?.type !== 'array' && property?.type !== 'object') return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function print(view: SettingsView, key: string | undefined, { json }: CommonOptions): void {
  const { plugin, schema, values, warnings } = view;
  if (key !== undefined && !(schema && Object.hasOwn(schema.properties, key))) {
    if (schema) throw cliError('no-setting', { plugin, key, known: Object.keys(schema.properties) });
    throw cliError('no-settings', { plugin });
  }
  for (const warning of warnings) printWarning(warning);
  if (json)
    return printJson(key === undefined ? view : { plugin, key, value: values[key] ?? null, from: fromOf(view, key) });
  if (key !== undefined) return printLine(toText(values[key]));
  printTable(
    Object.keys(schema?.properties ?? {}),
    [
      { title: 'SETTING', value: (one) => one },
      { title: 'VALUE', value: (one) => toText(values[one]) },
      { title: 'FROM', value: (one) => fromOf(view, one) },
      { title: 'TITLE', value: (one) => schema?.properties[one]?.title ?? '' },
    ],
    `${plugin} has no settings.`,
  );
}

const has = (values: JsonObject, key: string) => Object.hasOwn(values, key);

/** The scope whose value holds. */
function fromOf({ user, workspace, values }: SettingsView, key: string): string {
  const holds = (stored: JsonObject) => has(stored, key) && JSON.stringify(stored[key]) === JSON.stringify(values[key]);
  return holds(workspace) ? 'workspace' : holds(user) ? 'user' : 'default';
}

const toText = (value: Json | undefined) =>
  plainText(value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value));
