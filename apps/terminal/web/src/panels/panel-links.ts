/** The panels and widgets this page has open: what was drawn in each, where each stands, and their return after a lost connection. */

import type { PanelPatch, PanelState, UiSurface } from '@omnitrade/contracts';
import { PanelStore } from '@omnitrade/ui';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { PageRequest } from '../link/link.ts';

export interface PanelLink extends Disposable {
  readonly store: PanelStore;
  readonly state: StoreApi<PanelState>;
  /** Draws it anew from nothing. */
  restart(): void;
}

export interface PanelLinksPorts {
  /** Resolves when the server has done it; a refusal of a panel is told by its state. */
  send(request: PageRequest): Promise<void>;
  /** Tells this page from every other one. */
  readonly page: string;
}

interface Open {
  readonly link: PanelLink;
  readonly contribution: string;
  users: number;
}

export class PanelLinks {
  readonly #ports: PanelLinksPorts;
  readonly #open = new Map<string, Open>();

  constructor(ports: PanelLinksPorts) {
    this.#ports = ports;
  }

  /** Opens it, or shares it with whoever has it open in this page; disposing of the last one closes it. */
  open(contribution: string, surface: UiSurface): PanelLink {
    const panel = `${this.#ports.page}:${contribution}`;
    const known = this.#open.get(panel);
    if (known) {
      known.users++;
      return known.link;
    }
    const act = (node: number, event: string, value: unknown, seq: number) =>
      this.#send({ type: 'panel-event', panel, node, event, ...(value !== undefined && { value }), seq });
    const link: PanelLink = {
      store: new PanelStore(surface, act),
      state: createStore<PanelState>(() => ({ panel, contribution, status: 'starting' })),
      restart: () => this.#send({ type: 'restart-panel', panel }),
      [Symbol.dispose]: () => this.#letGo(panel),
    };
    this.#open.set(panel, { link, contribution, users: 1 });
    this.#send({ type: 'open-panel', panel, contribution });
    return link;
  }

  /** The connection is there again: every panel is taken up where it was. */
  reopen(): void {
    for (const [panel, { contribution }] of this.#open) this.#send({ type: 'open-panel', panel, contribution });
  }

  takeState(state: PanelState): void {
    this.#open.get(state.panel)?.link.state.setState(state, true);
  }

  takePatch(panel: string, patch: PanelPatch): void {
    const known = this.#open.get(panel);
    // What cannot be applied is told anew, whole.
    if (known && !known.link.store.apply(patch))
      this.#send({ type: 'open-panel', panel, contribution: known.contribution });
  }

  /** A component may be taken away and put back at once, for example by moving its tab: that is no end. */
  #letGo(panel: string): void {
    setTimeout(() => {
      const known = this.#open.get(panel);
      if (!known || --known.users > 0) return;
      this.#open.delete(panel);
      this.#send({ type: 'close-panel', panel });
    });
  }

  #send(request: PageRequest): void {
    void this.#ports.send(request).catch(() => {
      // Without a connection nothing is lost: `reopen` follows. A refusal comes as the state of the panel.
    });
  }
}
