/** The entry of the guest runtime: what the runner calls, and the plugin's life from `main` to `deactivate`. */

import {
  exportTarget,
  type GuestContext,
  hookTarget,
  type PluginCode,
  type TurnItem,
} from '@omnitrade/contracts/guest';
import type { Plugin, PluginContext } from '../index.ts';
import { addChartType, attachChartType, callChartType, detachChartType } from './chart-types.ts';
import { bindColumns, dropColumns, fillOutbox, setColumns } from './column-sets.ts';
import { addCommand, addMenuEntry, callCommand, isCommand } from './commands.ts';
import { installEvents } from './events.ts';
import { addExport, callExport } from './exports.ts';
import { installFetch } from './fetch.ts';
import { grants, isGranted, onGrantChanged, setGrants, takeGrantChange } from './grants.ts';
import { callHook, describeCode } from './hooks.ts';
import { addIndicator, attachInstance, detachInstance, runJobs } from './indicators.ts';
import { beginLogTurn, createLog, installConsole } from './log.ts';
import { plugins, setDependencies, takeDependencyChange } from './other-plugins.ts';
import { bindOutputs, collectOutputs, reportUncaught, sendAnyway, sendFailure } from './outputs.ts';
import { addProvider, callProvider } from './providers.ts';
import { request, settleRequest } from './requests.ts';
import { takeSettings, takeSettingsChange } from './settings.ts';
import { addSettingsPanel } from './settings-panels.ts';
import { installSocket } from './socket.ts';
import { storage } from './storage.ts';
import { addViews } from './terminal-views.ts';
import { fireTimer, installTimers } from './timers.ts';
import { addOrderType, addStrategy, attachRun, bindTrading, callTrading, detachRun } from './trading.ts';
import { bindAgain } from './turn-again.ts';
import { addPanel, addWidget, goOnDrawing, mountSurface, takeUiEvent, unmountSurface } from './ui/mounts.ts';

const { parse } = JSON;
const { defineProperty, freeze } = Object;
let flags: Float64Array<SharedArrayBuffer>;
let plugin: Plugin | undefined;

export function start(controlBuffer: SharedArrayBuffer, outboxBuffer: SharedArrayBuffer): void {
  flags = new Float64Array(controlBuffer);
  bindOutputs(flags);
  bindColumns(flags, outboxBuffer);
  bindAgain(flags);
  bindTrading(flags);
  installTimers();
  installConsole();
  installEvents();
  installFetch();
  installSocket();
}

export { dropColumns, setColumns as columns };
export const collect = collectOutputs;

/** Called by the boot module with the namespace of `main`, once that was evaluated. */
export function loaded(main: { default?: unknown }): void {
  const given = main.default as Plugin | undefined;
  if (typeof given !== 'object' || given === null || typeof given.activate !== 'function') {
    const message = `The default export of main must be a plugin: an object with an 'activate' function.`;
    return sendAnyway({ t: 'load-failed', error: { name: 'TypeError', message } });
  }
  let code: PluginCode;
  try {
    code = describeCode(given);
  } catch (thrown) {
    return sendFailure(thrown, (error) => ({ t: 'load-failed', error }));
  }
  plugin = given;
  sendAnyway({ t: 'loaded', code });
}

export function turn(items?: string): void {
  beginLogTurn();
  if (items) for (const item of parse(items) as TurnItem[]) take(item);
  runJobs(flags);
  fillOutbox();
  goOnDrawing();
}

function take(item: TurnItem): void {
  switch (item.t) {
    case 'activate':
      return void activate(item.context);
    case 'deactivate':
      return void deactivate();
    case 'timer':
      return fireTimer(item.id);
    case 'answer':
      return settleRequest(item);
    case 'call':
      return void call(item);
    case 'attach':
      if (item.point === 'chart.type') return attachChartType(item);
      return item.point ? attachRun(item) : attachInstance(item);
    case 'detach':
      return detachChartType(item.instance) || detachRun(item.instance) ? undefined : detachInstance(item.instance);
    case 'event':
      return events[item.name as keyof typeof events]?.(item.data as never);
  }
}

/** What is done on each event the terminal tells of. */
const events = {
  'grant.changed': takeGrantChange,
  'settings.changed': takeSettingsChange,
  'dependency.changed': takeDependencyChange,
  'ui.mount': mountSurface,
  'ui.unmount': unmountSurface,
  'ui.event': takeUiEvent,
};

async function call(item: Extract<TurnItem, { t: 'call' }>): Promise<void> {
  if (item.target === hookTarget) return callHook(plugin, item, contextFor);
  if (item.target === exportTarget) return callExport(item);
  if (item.method.startsWith('run.')) return callTrading(item);
  if (item.method === 'type.transform') callChartType(item);
  else await (isCommand(item.target) ? callCommand(item) : callProvider(item));
  // A promise settles after this turn's fill: another fill follows it.
  fillOutbox();
}

async function activate(context: GuestContext): Promise<void> {
  try {
    await plugin?.activate(contextFor(context));
    sendAnyway({ t: 'activated' });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'activate-failed', error }));
  }
}

async function deactivate(): Promise<void> {
  try {
    await plugin?.deactivate?.();
  } catch (error) {
    reportUncaught(error);
  }
  sendAnyway({ t: 'deactivated' });
}

/** What `activate` receives: a capability that is not granted now is absent. The terminal checks every call again. */
function contextFor(given: GuestContext): PluginContext {
  const { plugin: id, version, settings } = given;
  setGrants(given);
  setDependencies(given.dependencies);
  const context = {
    plugin: freeze({ id, version }),
    settings: takeSettings(settings),
    log: createLog(),
    settingsPanels: freeze({ add: addSettingsPanel }),
    exports: freeze({ add: addExport }),
    plugins,
    assets: freeze({ text: (path: string) => request('assets', 'text', [`${path}`]) }),
    grants,
    onGrantChanged,
  };
  const whileGranted = (name: string, permission: string, capability: object) =>
    defineProperty(context, name, { get: () => (isGranted(permission) ? capability : undefined), enumerable: true });
  whileGranted('charts', 'charts:write', freeze({ addIndicator, addChartType }));
  whileGranted('data', 'data:provide', freeze({ addProvider }));
  const trading = freeze({ addStrategy, addOrderType });
  const maySeeMarkets = () => isGranted('data:read') || isGranted('trading:order-types');
  defineProperty(context, 'trading', { get: () => (maySeeMarkets() ? trading : undefined), enumerable: true });
  whileGranted('storage', 'storage', storage);
  addViews(context);
  whileGranted('panels', 'ui:panels', freeze({ addPanel, addWidget }));
  whileGranted('commands', 'ui:commands', freeze({ addCommand, addMenuEntry }));
  return freeze(context) as unknown as PluginContext;
}
