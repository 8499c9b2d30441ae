/** The panels one page has open: what it is told of them, and what happens when it reads too slowly or goes away. */

import type { ServerMessage } from '@omnitrade/contracts';
import type { PanelDesk, PanelListener } from '@omnitrade/host';

export interface PagePanelsPorts {
  send(message: ServerMessage): void;
  /** The page has not taken what it was sent. */
  isFull(): boolean;
  /** Something waits until it has. */
  onWaiting(): void;
}

export class PagePanels implements Disposable {
  readonly #desk: PanelDesk;
  readonly #ports: PagePanelsPorts;
  readonly #open = new Set<string>();
  /** Panels that missed a patch: they are told whole when there is room. */
  readonly #behind = new Set<string>();
  readonly #listener: PanelListener = {
    onPanel: (state) => this.#ports.send({ type: 'panel', ...state }),
    onPatch: (panel, patch) => {
      if (this.#ports.isFull()) {
        this.#behind.add(panel);
        this.#ports.onWaiting();
      } else if (!this.#behind.has(panel)) this.#ports.send({ type: 'panel-patch', panel, ...patch });
    },
  };

  constructor(desk: PanelDesk, ports: PagePanelsPorts) {
    this.#desk = desk;
    this.#ports = ports;
  }

  open(panel: string, contribution: string): void {
    this.#desk.open(panel, contribution, this.#listener);
    this.#open.add(panel);
  }

  close(panel: string): void {
    if (this.#open.delete(panel)) this.#desk.close(panel);
    this.#behind.delete(panel);
  }

  get isWaiting(): boolean {
    return this.#behind.size > 0;
  }

  /** Has panels that missed something told whole, if there is room by now. */
  catchUp(): void {
    if (this.#behind.size === 0 || this.#ports.isFull()) return;
    const behind = [...this.#behind];
    this.#behind.clear();
    for (const panel of behind) this.#desk.resend(panel);
  }

  /** The page is gone; its panels wait a while for it to come back. */
  [Symbol.dispose](): void {
    for (const panel of this.#open) this.#desk.leave(panel, this.#listener);
    this.#open.clear();
    this.#behind.clear();
  }
}
