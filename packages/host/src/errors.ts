/** What the host says when it refuses: the registry, contributions and capabilities, the chart and its providers. */

import { defineErrors, type JsonObject, quoteText } from '@omnitrade/contracts';

export const registryError = defineErrors('registry', {
  'not-installed': (d: { plugin: string; nearest?: string }) =>
    `No plugin '${d.plugin}' is installed${d.nearest ? `; '${d.nearest}' is` : ''}.`,
  'no-directory': (d: { path: string }) => `There is no directory ${d.path}; name a folder that holds a plugin.json.`,
  'no-manifest': (d: { path: string }) => `${d.path} holds no plugin.json, so it is no plugin directory.`,
  'no-main': (d: { plugin: string; main: string }) =>
    `${d.plugin} has no file ${d.main}, which its plugin.json names as main.`,
  'too-large': (d: { plugin: string; what: string; limit: string }) =>
    `${d.plugin} is too large: ${d.what} (limit ${d.limit}).`,
  unreadable: (d: { plugin: string; file: string; why: string }) =>
    `${d.plugin} could not be read: ${d.file}: ${d.why}.`,
  'other-source': (d: { plugin: string; source: string }) =>
    `A plugin '${d.plugin}' is installed from ${d.source}; uninstall it first, or give yours another name.`,
  'not-its-author': (d: { plugin: string }) =>
    `${d.plugin} is not run from the folder it is written in, so no debugger can be let in: a process for debugging contains nothing. Install its folder without --copy first.`,
  'not-trusted': (d: { what: string; outcome: string; reasons: readonly string[] }) =>
    `${d.what} was not installed. ${d.reasons.join(' ')}`,
  'unknown-key': (d: { plugin: string; version: string; publisher: string; fingerprint: string }) =>
    `${d.plugin} ${d.version} is signed in the name of ${quoteText(d.publisher)} with a key this terminal does not know: ${d.fingerprint}. Compare it with the fingerprint its publisher gives you; if it is the same, add --pin ${d.fingerprint}.`,
  'other-key': (d: { plugin: string; pin: string; publisher: string; fingerprint: string }) =>
    `${d.plugin} is signed in the name of ${quoteText(d.publisher)} with the key ${d.fingerprint}, not with ${d.pin}, so it was not installed. Do not use it unless its publisher gives you that other fingerprint.`,
  'contributions-differ': (d: { plugin: string; version: string; differing: readonly string[] }) =>
    `${d.plugin} ${d.version} does not add what its archive says it adds (${d.differing.join(', ')}), so it was not installed. Ask its publisher for an archive that is packed anew.`,
  'no-code': (d: { plugin: string }) => `The code of ${d.plugin} is not in this home any more; install it again.`,
  'undeclared-point': (d: { plugin: string; point: string; id: string }) =>
    `${d.plugin} adds '${d.id}' to ${d.point}, which its plugin.json does not name under extensionPoints.`,
  'unused-point': (d: { plugin: string; point: string }) =>
    `${d.plugin} names ${d.point} under extensionPoints, but adds nothing there when it is activated.`,
  'unknown-permission': (d: { plugin: string; permission: string; declared: readonly string[] }) =>
    `${d.plugin} does not ask for '${d.permission}', so it cannot be granted; it asks for ${d.declared.join(', ') || 'nothing'}.`,
  'asks-for-more': (d: { plugin: string; from: string; to: string; permissions: readonly string[] }) =>
    `${d.plugin} ${d.to} asks for more than ${d.from}: ${d.permissions.join(', ')}. ${d.from} goes on running; give what you want with --grant, or add --yes to update without.`,
  'trial-failed': (d: { plugin: string; version: string; text: string }) =>
    `${d.plugin} ${d.version} failed its trial, so nothing was changed: ${d.text}`,
  unhealthy: (d: { plugin: string; version: string; text: string }) =>
    `${d.plugin} ${d.version} failed when it was started, so the version before was put back: ${d.text}`,
  conflict: (d: { plugin: string; explanation: string; because: readonly JsonObject[]; remedies: readonly string[] }) =>
    d.explanation,
  'not-offered': (d: { plugin: string; version: string }) =>
    `${d.plugin} ${d.version} is listed, but cannot be had; try again later, or ask for another version.`,
  'not-as-locked': (d: { plugin: string; version: string; why: string }) =>
    `${d.plugin} ${d.version} cannot be had as it is locked, so nothing was changed: ${d.why}. Name the folder or archive it lies in with --with.`,
  'no-library': (d: { plugin: string; library: string }) =>
    `${d.plugin} has no file ${d.library}, which its plugin.json names as library.`,
  'needed-by-others': (d: {
    plugin: string;
    act: string;
    dependents: readonly string[];
    choices?: readonly string[];
  }) =>
    `${d.plugin} cannot be ${d.act}: ${d.dependents.join(', ')} ${d.dependents.length === 1 ? 'needs' : 'need'} it. Do the same with ${d.dependents.length === 1 ? 'that one' : 'those'} first, or add --with-dependents; or add --alone to leave ${d.dependents.length === 1 ? 'it' : 'them'} without.`,
  'needs-others': (d: {
    plugin: string;
    disabled: readonly string[];
    missing: readonly string[];
    choices: readonly string[];
  }) =>
    `${d.plugin} cannot be enabled: it needs ${joinNeeds(d.disabled.join(', '), d.missing.join(', '))}. ${d.missing.length === 0 ? 'Add --with-dependencies to enable that too' : 'Install what is missing first'}, or add --alone to enable it without.`,
  pinned: (d: { plugin: string; version: string }) =>
    `${d.plugin} is pinned to ${d.version}; take the pin off first (omnitrade pin ${d.plugin} --off).`,
  'nothing-kept': (d: { plugin: string; version?: string; kept: readonly string[] }) =>
    `${d.version === undefined ? 'No older version' : `Version ${d.version}`} of ${d.plugin} is kept here; there ${d.kept.length === 0 ? 'is none' : `is ${d.kept.join(', ')}`}.`,
  'older-than-data': (d: { plugin: string; version: string; current: string }) =>
    `${d.plugin} ${d.version} is older than ${d.current}, whose data it may not understand; use "rollback", which brings its own data back, or uninstall it with --purge first.`,
  disabled: (d: { plugin: string }) => `${d.plugin} is disabled; enable it first.`,
  'safe-mode': (d: { plugin: string }) =>
    `${d.plugin} does not run: the terminal is in safe mode. Start it again without --safe to use your plugins.`,
  closing: () => 'The terminal is closing, so plugins cannot be changed; do it again when it runs.',
  'being-changed': (d: { plugin: string }) => `${d.plugin} is being changed; it goes on in a moment.`,
});

export const pluginError = defineErrors('plugin', {
  'load-failed': (d: { plugin: string; text: string }) => `${d.plugin} could not be loaded: ${d.text}`,
  'activate-failed': (d: { plugin: string; text: string }) => `${d.plugin} threw in activate: ${d.text}`,
  'deactivate-timeout': (d: { plugin: string; limitMs: number }) =>
    `${d.plugin} did not finish deactivate within ${d.limitMs} ms and was stopped.`,
  'bad-contribution': (d: { plugin: string; id: string; text: string }) =>
    `${d.plugin} added '${d.id}' in a way the terminal cannot use: ${d.text}`,
  'not-recorded': (d: { plugin: string; id: string }) =>
    `${d.plugin} added '${d.id}', which was not there when it was installed, so it is not offered; install it again.`,
  'call-failed': (d: { plugin: string; call: string; text: string }) => `${d.plugin} failed in ${d.call}: ${d.text}`,
  'newer-state': (d: { plugin: string; version: string; found: number; known: number }) =>
    `${d.plugin} ${d.version} reads form ${d.known} of its data, but what is kept has form ${d.found}, of a newer version; it was left as it is. Install that version again, or return to it with "rollback".`,
  'no-migration': (d: { plugin: string; version: string; found: number; known: number }) =>
    `${d.plugin} ${d.version} reads form ${d.known} of its data and does not say how form ${d.found}, which is kept, becomes that; tell its author, and stay at the version before.`,
  'bad-migration': (d: { plugin: string; text: string }) =>
    `${d.plugin} brought its settings to a form that does not fit its own schema: ${d.text}`,
  'call-timeout': (d: { plugin: string; call: string; limitMs: number }) =>
    `${d.plugin} did not answer ${d.call} within ${d.limitMs} ms.`,
  stopped: (d: { plugin: string }) => `${d.plugin} was stopped before it could answer.`,
});

export const permissionDenied = defineErrors('permission', {
  denied: (d: { plugin: string; permission: string; call: string; why: string; sentence: string }) =>
    `${d.plugin} may not call ${d.call}: it ${d.sentence}.`,
  'no-such-call': (d: { plugin: string; call: string; known: readonly string[] }) =>
    `${d.plugin} asked for ${d.call}, which does not exist; the terminal answers ${d.known.join(', ')}.`,
});

export const storageError = defineErrors('storage', {
  conflict: (d: { plugin: string; key: string }) =>
    `The stored '${d.key}' of ${d.plugin} was changed meanwhile; read it again.`,
  full: (d: { plugin: string; bytes: number; quotaBytes: number }) =>
    `${d.plugin} may keep ${d.quotaBytes} bytes, and this would make it ${d.bytes}; nothing was written. Delete something first.`,
  'bad-call': (d: { plugin: string; why: string }) =>
    `${d.plugin} used its storage in a way that does not work: ${d.why}.`,
});

export const accessError = defineErrors('access', {
  'no-request': () => 'That question is not open any more: it was answered, or the plugin has stopped.',
  'no-host': (d: { plugin: string; permission: string }) =>
    `${d.plugin} was not granted one host by the name '${d.permission}', so account data cannot be allowed to go there; grant it first.`,
});

export const secretError = defineErrors('secret', {
  'bad-name': (d: { name: string }) =>
    `A secret cannot be named '${d.name}'; use lower-case letters, digits and hyphens, as in "api-key".`,
  'bad-value': (d: { name: string; limit: number }) =>
    `The secret '${d.name}' must be one line of 1 to ${d.limit} characters.`,
});

export const settingsError = defineErrors('settings', {
  none: (d: { plugin: string }) => `${d.plugin} has no settings.`,
  'bad-values': (d: { plugin: string; text: string }) => `The settings of ${d.plugin} stay as they are: ${d.text}`,
});

export const assetsError = defineErrors('assets', {
  missing: (d: { plugin: string; path: string }) => `${d.plugin} has no file assets/${d.path}.`,
});

export const indicatorError = defineErrors('indicator', {
  unknown: (d: { contribution: string; nearest?: string }) =>
    `There is no indicator '${d.contribution}'${d.nearest ? `; '${d.nearest}' is the nearest` : ''}.`,
  'unknown-instance': (d: { instance: string }) => `There is no indicator ${d.instance} on the chart.`,
  'bad-inputs': (d: { contribution: string; text: string }) =>
    `${d.contribution} does not take these inputs: ${d.text}`,
  'calc-failed': (d: { contribution: string; text: string }) => `${d.contribution} threw in calc: ${d.text}`,
  'too-few-values': (d: { contribution: string; output: string; bar: number; time: string; warmup: number }) =>
    `${d.contribution} left '${d.output}' without a value at bar ${d.bar} (${d.time}), after its warm-up of ${d.warmup} bars.`,
  'too-many': (d: { limit: number }) => `A chart holds at most ${d.limit} indicators; remove one first.`,
});

export const chartTypeError = defineErrors('chart-type', {
  unknown: (d: { contribution: string; nearest?: string }) =>
    `No enabled plugin offers the chart type ${quoteText(d.contribution)}${d.nearest ? `; ${quoteText(d.nearest)} is the nearest` : ''}.`,
  'bad-inputs': (d: { contribution: string; text: string }) =>
    `${d.contribution} does not take these inputs: ${d.text}`,
  failed: (d: { contribution: string; text: string }) => `${d.contribution} threw in transform: ${d.text}`,
  'bad-bars': (d: { contribution: string; text: string }) =>
    `${d.contribution} made bars that cannot be shown (${d.text}), so the chart shows the bars as they are.`,
});

export const chartError = defineErrors('chart', {
  'not-ready': () => 'The chart has no bars yet; wait until it is loaded.',
  'no-provider': (d: { provider: string }) =>
    `No enabled plugin offers the data provider '${d.provider}'; install or enable it, or choose another one.`,
  'no-instrument': (d: { provider: string; instrument: string; text: string }) =>
    `${d.provider} does not know ${d.instrument}: ${d.text}`,
  'no-bars': (d: { provider: string; instrument: string }) => `${d.provider} has no bars of ${d.instrument}.`,
  'bad-instrument': (d: { provider: string; instrument: string; text: string }) =>
    `${d.provider} describes ${d.instrument} in a way that cannot be used: ${d.text}`,
  'bad-answer': (d: { provider: string; text: string }) => `${d.provider} answered with ${d.text}.`,
});

export const panelError = defineErrors('panel', {
  none: (d: { contribution: string }) =>
    `No plugin that is enabled and may show panels offers ${quoteText(d.contribution)} now; install or enable it, or close the panel.`,
  'bad-record': (d: { plugin: string; contribution: string; text: string }) =>
    `${d.plugin} drew ${quoteText(d.contribution)} with ${d.text}, so it was closed; nothing else of the plugin is affected.`,
  'mount-failed': (d: { plugin: string; contribution: string; text: string }) =>
    `${d.plugin} could not draw ${quoteText(d.contribution)}: ${d.text}`,
  'bad-event': (d: { contribution: string; event: string }) =>
    `${quoteText(d.contribution)} does not listen for ${quoteText(d.event)} there, or not with such a value.`,
  'not-open': () => 'This panel is not open any more; open it again.',
  'too-many': (d: { limit: number }) => `More than ${d.limit} panels are open; close some of them first.`,
  'no-command': (d: { contribution: string }) =>
    `No plugin that is enabled and may add commands offers ${quoteText(d.contribution)} now.`,
});

function joinNeeds(disabled: string, missing: string): string {
  const parts = [disabled && `${disabled}, which is disabled`, missing && `${missing}, which is not installed`];
  return parts.filter((part) => part !== '').join(', and ');
}
