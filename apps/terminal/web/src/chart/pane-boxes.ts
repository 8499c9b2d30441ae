/** Keeps track of where the chart's panes are, as separators are dragged and panes come and go. */

/** `id`: the instance whose pane it is; undefined for the price pane. In CSS pixels, from the chart's top. */
export interface PaneBox {
  readonly id: string | undefined;
  readonly top: number;
  readonly height: number;
}

interface Pane {
  readonly id: string | undefined;
  readonly element: HTMLElement | null;
}

export class PaneBoxes implements Disposable {
  readonly #container: HTMLElement;
  readonly #onChange: (boxes: readonly PaneBox[]) => void;
  readonly #sizes: ResizeObserver;
  #list: () => readonly Pane[] = () => [];
  #frame: number | undefined;
  #last = '';

  constructor(container: HTMLElement, onChange: (boxes: readonly PaneBox[]) => void) {
    this.#container = container;
    this.#onChange = onChange;
    this.#sizes = new ResizeObserver(() => this.#measure());
  }

  /** Watches these panes instead of those before. The library makes their elements with its next frame. */
  watch(list: () => readonly Pane[]): void {
    this.#list = list;
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#observe());
  }

  #observe(): void {
    this.#frame = undefined;
    const panes = this.#list();
    if (panes.some(({ element }) => element === null)) {
      this.watch(this.#list);
      return;
    }
    this.#sizes.disconnect();
    for (const { element } of panes) if (element) this.#sizes.observe(element);
    this.#measure();
  }

  #measure(): void {
    const { top } = this.#container.getBoundingClientRect();
    const boxes = this.#list().flatMap(({ id, element }) => {
      if (element === null) return [];
      const box = element.getBoundingClientRect();
      return [{ id, top: Math.round(box.top - top), height: Math.round(box.height) }];
    });
    const text = JSON.stringify(boxes);
    if (text === this.#last) return;
    this.#last = text;
    this.#onChange(boxes);
  }

  [Symbol.dispose](): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#sizes.disconnect();
  }
}
