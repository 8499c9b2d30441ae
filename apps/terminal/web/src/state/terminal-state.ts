/** What the page knows of the terminal, and how each message changes it. Bars and plot values live in chart/, not here. */

import type {
  ChartStatus,
  DeskState,
  HostEvent,
  JsonObject,
  PageContribution,
  PluginSummary,
  SafeMode,
  ServerMessage,
  ServerVitals,
} from '@omnitrade/contracts';
import type { LinkStatus } from '../link/link.ts';

/** A plugin with the figure that only two looks at it give. */
export interface PluginRow extends PluginSummary {
  /** Milliseconds of CPU per second since the look before; undefined at the first one. */
  readonly cpuRate: number | undefined;
}

export interface TerminalState {
  readonly link: LinkStatus;
  /** Undefined until the first hello. */
  readonly run: string | undefined;
  readonly version: string | undefined;
  readonly plugins: readonly PluginRow[];
  /** Epoch ms of the server at which `plugins` was true. */
  readonly pluginsTime: number | undefined;
  readonly contributions: readonly PageContribution[];
  readonly chart: ChartStatus | undefined;
  /** Undefined until the desk has said how it stands. */
  readonly trading: DeskState | undefined;
  /** As the server keeps it; read once, at the first hello of a run. */
  readonly layout: JsonObject | null;
  /** Oldest first, at most {@link maxEvents}. */
  readonly events: readonly HostEvent[];
  readonly vitals: ServerVitals | undefined;
  /** No plugin runs, and why. */
  readonly safeMode: SafeMode | undefined;
  /** Milliseconds for one answer. */
  readonly latencyMs: number | undefined;
}

export const maxEvents = 500;

export const startState: TerminalState = {
  link: { state: 'connecting' },
  run: undefined,
  version: undefined,
  plugins: [],
  pluginsTime: undefined,
  contributions: [],
  chart: undefined,
  trading: undefined,
  layout: null,
  events: [],
  vitals: undefined,
  safeMode: undefined,
  latencyMs: undefined,
};

/** Returns what changes; answers are the link's business and change nothing here. */
export function applyMessage(state: TerminalState, message: ServerMessage): Partial<TerminalState> {
  switch (message.type) {
    case 'hello':
      return {
        run: message.run,
        version: message.version,
        plugins: message.plugins.map((plugin) => ({ ...plugin, cpuRate: undefined })),
        pluginsTime: undefined,
        contributions: message.contributions,
        chart: message.chart,
        layout: message.layout,
        safeMode: message.safeMode,
        events: message.run === state.run ? state.events : [],
      };
    case 'plugins':
      return {
        plugins: withRates(state, message.plugins, message.server.time),
        pluginsTime: message.server.time,
        vitals: message.server,
        safeMode: message.server.safeMode,
      };
    case 'contributions':
      return { contributions: message.contributions };
    case 'chart':
      return { chart: message.chart };
    case 'trading':
      return { trading: message.trading };
    case 'event':
      return { events: withEvent(state.events, message.event) };
    default:
      return {};
  }
}

function withRates(state: TerminalState, plugins: readonly PluginSummary[], time: number): PluginRow[] {
  const before = new Map(state.plugins.map((plugin) => [plugin.id, plugin]));
  const seconds = state.pluginsTime === undefined ? 0 : (time - state.pluginsTime) / 1000;
  return plugins.map((plugin) => {
    const known = before.get(plugin.id);
    const spent = known === undefined ? -1 : plugin.usage.cpuMs - known.usage.cpuMs;
    // A plugin that was started anew counts from zero again: no rate for this one look.
    return { ...plugin, cpuRate: seconds > 0 && spent >= 0 ? spent / seconds : undefined };
  });
}

/** Puts events together that came in two ways, each once and in order. */
export function mergeEvents(known: readonly HostEvent[], more: readonly HostEvent[]): readonly HostEvent[] {
  const bySeq = new Map([...known, ...more].map((event) => [event.seq, event]));
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).slice(-maxEvents);
}

/** Events come in order; after a reconnect some come twice. */
function withEvent(events: readonly HostEvent[], event: HostEvent): readonly HostEvent[] {
  const last = events.at(-1);
  if (last && event.seq <= last.seq) return events;
  return events.length < maxEvents ? [...events, event] : [...events.slice(1 - maxEvents), event];
}
