/** docs/reference/sdk.md: what an author imports, from the doc comments of the SDK. */

import { writeDeclarations } from './declarations.ts';
import { generated } from './markdown.ts';

const context = [
  ...[
    'definePlugin',
    'Plugin',
    'PluginContext',
    'Charts',
    'Data',
    'Panels',
    'Commands',
    'Trading',
    'Exports',
    'Plugins',
  ],
  ...['SettingsPanels', 'Storage', 'StorageTransaction', 'StateDef', 'OldState', 'Grant', 'GrantChanged'],
  ...['Log', 'Assets', 'FetchSecrets'],
];

export function writeSdk(): string {
  const points = [
    ['chart-indicator', ['IndicatorDef', 'IndicatorOutput', 'IndicatorCall']],
    ['data-provider', ['DataProviderDef', 'ProviderContext', 'BarsRequest', 'BarsAnswer']],
  ] as const;
  return `${generated('The SDK')}
A plugin imports \`@omnitrade/sdk\`, which the terminal provides, and nothing else by name.
What \`activate\` receives holds what is granted; with \`definePlugin<Manifest>\` and the \`plugin.d.ts\` that \`omnitrade check --fix\` writes, it holds what plugin.json declares, and anything else does not compile.

${writeDeclarations('packages/sdk/src/index.ts', context)}
${writeDeclarations('packages/sdk/src/hooks.ts', ['PluginHooks', 'SettingsChanged'])}
${writeDeclarations('packages/sdk/src/declared.ts', ['Declared'])}
${points.map(([file, names]) => writeDeclarations(`packages/contracts/src/points/${file}.ts`, names)).join('\n')}`;
}
