/** docs/reference/lifecycle.md: the states of a plugin, drawn from the table that runs. */

import { type PluginState, pluginStates } from '@omnitrade/contracts';
import {
  failedStartsMax,
  isRunning,
  moves,
  pluginHooks,
  restartPolicy,
  undoActions,
  updateStepNames,
  updateSteps,
} from '@omnitrade/lifecycle';
import { code, generated, table } from './markdown.ts';

const meanings: Readonly<Record<PluginState, string>> = {
  installed: 'On disk and known; runs no code.',
  loading: 'Its isolate is made and `main` is evaluated.',
  activating: '`activate` runs; contributions are added to its scope.',
  active: 'Its contributions are in use.',
  deactivating: '`deactivate` runs, then the scope is emptied and the isolate disposed.',
  updating: 'Another version takes its place; code, state and grants change together or not at all.',
  failed: 'Stopped by an error; restarts by itself if the policy says so.',
  quarantined: 'Stopped for repeated or grave failures; starts only when the user says so.',
};

export function writeLifecycle(): string {
  const arrows = pluginStates.flatMap((from) =>
    Object.entries(moves[from]).map(([event, to]) => `  ${from} --> ${to}: ${event}`),
  );
  const seconds = restartPolicy.delaysMs.map((ms) => `${ms / 1000} s`).join(', then ');
  return `${generated('Lifecycle of a plugin')}
What the user wants is \`enabled\` or \`disabled\`; what the plugin does is one of eight states.
Only the moves drawn here are legal; anything else is refused with \`lifecycle.illegal-move\`.

\`\`\`mermaid
stateDiagram-v2
  [*] --> installed
${arrows.join('\n')}
  installed --> [*]
\`\`\`

${table(
  ['State', 'Meaning', 'Owns an isolate'],
  pluginStates.map((state) => [code(state), meanings[state], isRunning(state) ? 'yes' : '']),
)}

## After a failure

A plugin that had to be stopped is restarted after ${seconds}, each ±${restartPolicy.jitter * 100} % by chance.
${restartPolicy.strikes} kills within ${restartPolicy.windowMs / 60_000} minutes, or one death of its whole runner, lead to quarantine; a death in quarantine leaves it stopped until the user acts.
Strikes are forgotten after ${restartPolicy.decayMs / 60_000} minutes.

## A change of version

An installation, an update and a return to an older version are one transaction over code, record, grants and data.
When a step fails, what the steps before it did is undone; when the process ends in the middle, the next start does it.

${table(
  ['Step', 'What happens', 'If it ends here'],
  updateStepNames.map((step) => {
    const { does, undo } = updateSteps[step];
    return [code(step), does, undo === null ? '' : undoActions[undo]];
  }),
)}

## Hooks

A plugin may have these beside \`activate\` and \`deactivate\`; an author writes only those that are needed.
They are called in this order, each once at a time, and each must be through within its limit, all waiting included; one turn of it may take no more processor time than any other turn.
What belongs to the setting up of a version (the first three) runs in a life of its own, before the first life in which it is active: nothing can be added there, and nothing kept in variables outlives it.
A disabled plugin is set up when it is next started; a version that is returned to was set up in its time.

${table(
  ['Hook', 'When', 'Limit', 'If it fails'],
  Object.values(pluginHooks).map(({ written, when, limitMs, failing }) => [
    written,
    when,
    `${limitMs / 1000} s`,
    failing,
  ]),
)}

What a plugin keeps (its storage and its settings) has one form, whose version \`state.version\` names.
Older forms are brought to it by \`state.migrate\`; a newer one is refused and left as it is, whatever the code would do with it.

## The end of a life

Everything a plugin added in \`activate\`, and everything the terminal opened for it, belongs to the scope of that life: contributions, instances, timers, calls, requests, connections, listeners.
It is taken back last first, then the isolate is ended; the runner must say that it is gone, or is ended itself.
What is left nevertheless is logged and told as the event \`plugin.left-behind\`.

## Safe mode

\`omnitrade start --safe\` starts no plugin; so does a start after ${failedStartsMax} that never finished.
`;
}
