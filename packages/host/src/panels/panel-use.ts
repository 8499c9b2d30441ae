/** One panel in use: its plugin runs for it, draws it, and hears what its user does. */

import {
  acceptsUiEvent,
  type Contribution,
  type ErrorJson,
  type Json,
  type PanelPatch,
  type PanelState,
  type PluginId,
  toErrorJson,
} from '@omnitrade/contracts';
import { panelError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { PanelTree, readSaying } from './panel-tree.ts';

export type Shown = Contribution<'component.panel'> | Contribution<'component.widget'>;

export interface PanelUseOptions {
  readonly panel: string;
  /** Of this mount in its plugin; never used twice. */
  readonly instance: number;
  readonly contribution: string;
  /** Undefined where no enabled plugin offers it now. */
  readonly find: () => { readonly plugin: InstalledPlugin; readonly shown: Shown } | undefined;
  readonly onState: (state: PanelState) => void;
  readonly onPatch: (panel: string, patch: PanelPatch) => void;
  readonly notice: (plugin: PluginId, code: string, message: string) => void;
}

const flushMs = 16;
/** A patch of this many characters earns a millisecond of pause: about half a megabyte a second for each panel. */
const charsPerMs = 512;

export class PanelUse implements Disposable {
  readonly #options: PanelUseOptions;
  readonly #tree: PanelTree;
  #use: Disposable | undefined;
  #session: PluginSession | undefined;
  #state: PanelState;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = flushMs;

  constructor(options: PanelUseOptions) {
    const { panel, contribution } = options;
    this.#options = options;
    this.#tree = new PanelTree(options.find()?.shown.point === 'component.widget' ? 'widget' : 'panel');
    this.#state = { panel, contribution, status: 'starting' };
    this.reconsider();
  }

  /** What it shows is not told yet. */
  get behind(): boolean {
    return this.#timer !== undefined;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** Looks anew at whether there is such a panel: plugins come and go, and so does permission. */
  reconsider(): void {
    const { contribution } = this.#options;
    const found = this.#options.find();
    if (found && !this.#use) {
      if (this.#state.status !== 'starting') this.#become('starting');
      this.#use = this.#begin(found.plugin, found.shown);
    } else if (!found) {
      this.#end();
      if (this.#state.status !== 'failed') this.#fail(toErrorJson(panelError('none', { contribution })));
    }
  }

  /** Draws it anew from nothing: after a failure, or because its user wants to. */
  restart(): void {
    this.#end();
    this.reconsider();
  }

  /** Everything is told again: a page has come back. */
  resend(): void {
    this.#options.onState(this.#state);
    this.#tree.startOver();
    this.#flushLater();
  }

  /** A user did something. Throws `panel.bad-event`. */
  act(node: number, event: string, value: unknown, seq: number): void {
    const target = this.#tree.node(node);
    // It was removed while the user pressed it: nothing to do.
    if (!target || !this.#session) return;
    const { contribution, instance } = this.#options;
    if (!acceptsUiEvent(target, event, value)) throw panelError('bad-event', { contribution, event });
    const data = { instance, node, event, value: (value ?? null) as Json, seq };
    this.#session.tell('ui.event', data);
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  #begin(plugin: InstalledPlugin, shown: Shown): Disposable {
    const { instance } = this.#options;
    return plugin.use({
      onActive: (session) => {
        this.#session = session;
        this.#tree.clear();
        this.#become('live');
        session.tell('ui.mount', { instance, contribution: shown.id });
        this.#flushLater();
      },
      onGone: (error) => {
        this.#session = undefined;
        this.#fail(error);
      },
      onEmit: (local, data) => {
        if (local === shown.id) this.#take(plugin.id, data);
      },
    });
  }

  #take(plugin: PluginId, data: Json): void {
    const saying = readSaying(data);
    if (saying?.instance !== this.#options.instance || this.#state.status !== 'live') return;
    const { contribution, notice } = this.#options;
    try {
      if (saying.kind === 'ui-failed') throw new Error(toFailureText(saying.error));
      this.#tree.take(saying.records, saying.ack);
      this.#flushLater();
    } catch (error) {
      const code = saying.kind === 'ui' ? 'bad-record' : 'mount-failed';
      const text = (error as Error).message;
      const refused = toErrorJson(panelError(code, { plugin, contribution, text }));
      this.#unmount();
      this.#fail(refused);
      notice(plugin, refused.code, refused.message);
    }
  }

  #flushLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const patch = this.#tree.takePatch();
      if (!patch) return;
      this.#pauseMs = Math.max(flushMs, JSON.stringify(patch).length / charsPerMs);
      this.#options.onPatch(this.#options.panel, patch);
    }, this.#pauseMs).unref();
  }

  #unmount(): void {
    this.#session?.tell('ui.unmount', { instance: this.#options.instance });
    this.#session = undefined;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#unmount();
    this.#use?.[Symbol.dispose]();
    this.#use = undefined;
  }

  #fail(error: ErrorJson): void {
    this.#tree.clear();
    this.#become('failed', error);
  }

  #become(status: PanelState['status'], error?: ErrorJson): void {
    const { panel, contribution } = this.#options;
    this.#state = { panel, contribution, status, ...(error && { error }) };
    this.#options.onState(this.#state);
  }
}

function toFailureText(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  return typeof message === 'string' ? `${typeof name === 'string' ? `${name}: ` : ''}${message}` : 'an error';
}
