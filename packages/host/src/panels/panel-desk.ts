/** The panels and widgets that pages have open, and the commands their users choose. */

import type {
  CommandContext,
  Contribution,
  PanelPatch,
  PanelState,
  PluginId,
  UsablePointId,
} from '@omnitrade/contracts';
import { panelError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { PanelUse } from './panel-use.ts';

export interface PanelListener {
  onPanel?(state: PanelState): void;
  onPatch?(panel: string, patch: PanelPatch): void;
}

export interface PanelDesk {
  /**
   * Opens a panel or widget under a name of the page's own, or takes it up again where a page had lost it. Its states and
   * patches come to `listener`. Throws `panel.too-many`.
   */
  open(panel: string, contribution: string, listener: PanelListener): void;
  /** The page is gone; it may come back within half a minute and find its panel as it was. */
  leave(panel: string, listener: PanelListener): void;
  close(panel: string): void;
  restart(panel: string): void;
  /** Tells everything of a panel again. */
  resend(panel: string): void;
  /** Throws `panel.not-open`, `panel.bad-event`. */
  act(panel: string, node: number, event: string, value: unknown, seq: number): void;
  /** Carries out a command or a menu entry; resolves when the plugin has. Throws `panel.no-command`, and what the plugin throws. */
  run(contribution: string, context: CommandContext): Promise<void>;
}

export interface PanelDeskOptions {
  readonly plugin: (id: PluginId) => InstalledPlugin | undefined;
  readonly notice: (plugin: PluginId, code: string, message: string) => void;
}

const maxPanels = 200;
/** How long a panel outlives its page. */
const lingerMs = 30_000;

interface Open {
  readonly use: PanelUse;
  readonly contribution: string;
  listener: PanelListener | undefined;
  linger: NodeJS.Timeout | undefined;
}

export class OpenPanels implements PanelDesk, Disposable {
  readonly #options: PanelDeskOptions;
  readonly #open = new Map<string, Open>();
  #nextInstance = 1;

  constructor(options: PanelDeskOptions) {
    this.#options = options;
  }

  /** Something a panel shows is on its way to whoever looks. */
  get busy(): boolean {
    return this.#open.values().some(({ use }) => use.behind);
  }

  open(panel: string, contribution: string, listener: PanelListener): void {
    const known = this.#open.get(panel);
    if (known?.contribution === contribution) {
      clearTimeout(known.linger);
      known.listener = listener;
      known.use.resend();
      return;
    }
    this.close(panel);
    if (this.#open.size >= maxPanels) throw panelError('too-many', { limit: maxPanels });
    // The use tells its state while it is being made: the entry must be there to pass it on.
    const entry = { contribution, listener, linger: undefined } as unknown as Open;
    this.#open.set(panel, entry);
    const use = new PanelUse({
      panel,
      instance: this.#nextInstance++,
      contribution,
      find: () => this.#find(contribution, ['component.panel', 'component.widget']),
      onState: (state) => entry.listener?.onPanel?.(state),
      onPatch: (name, patch) => entry.listener?.onPatch?.(name, patch),
      notice: this.#options.notice,
    });
    Object.assign(entry, { use });
    listener.onPanel?.(use.state);
  }

  leave(panel: string, listener: PanelListener): void {
    const known = this.#open.get(panel);
    if (known?.listener !== listener) return;
    known.listener = undefined;
    known.linger = setTimeout(() => this.close(panel), lingerMs).unref();
  }

  close(panel: string): void {
    const known = this.#open.get(panel);
    if (!known) return;
    this.#open.delete(panel);
    clearTimeout(known.linger);
    known.use[Symbol.dispose]();
  }

  restart(panel: string): void {
    this.#get(panel).use.restart();
  }

  resend(panel: string): void {
    this.#open.get(panel)?.use.resend();
  }

  act(panel: string, node: number, event: string, value: unknown, seq: number): void {
    this.#get(panel).use.act(node, event, value, seq);
  }

  async run(contribution: string, context: CommandContext): Promise<void> {
    const found = this.#find(contribution, ['component.command', 'component.menu']);
    if (!found) throw panelError('no-command', { contribution });
    const { plugin, shown } = found;
    const given = plugin.powers.grants.has('charts:read') ? { ...context } : {};
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const use = plugin.use({
      onActive: (session) => session.call(shown.id, 'run', [given]).then(() => resolve(), reject),
      onGone: (error) => reject(Object.assign(new Error(error.message), error)),
    });
    try {
      await promise;
    } finally {
      use[Symbol.dispose]();
    }
  }

  /** A plugin has come, gone or changed in what it may do. */
  reconsider(id: string): void {
    for (const { use, contribution } of [...this.#open.values()])
      if (contribution.startsWith(`${id}/`)) use.reconsider();
  }

  [Symbol.dispose](): void {
    for (const panel of [...this.#open.keys()]) this.close(panel);
  }

  #get(panel: string): Open {
    const known = this.#open.get(panel);
    if (!known) throw panelError('not-open', undefined);
    return known;
  }

  #find<P extends UsablePointId>(contribution: string, points: readonly P[]) {
    const [id = '', local = ''] = contribution.split('/');
    const plugin = this.#options.plugin(id as PluginId);
    if (plugin?.record.wanted !== 'enabled') return undefined;
    const shown = plugin.contributions.find((one) => one.id === local && points.some((point) => point === one.point));
    return shown && { plugin, shown: shown as Contribution<P> };
  }
}
