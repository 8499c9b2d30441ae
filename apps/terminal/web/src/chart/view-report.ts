/** Tells the terminal which bars are in view, for the plugins that may look at the chart: seldom, and only what has changed. */

export interface ViewedRange {
  readonly from: number;
  readonly to: number;
}

const everyMs = 250;

export class ViewReport implements Disposable {
  readonly #send: (range: ViewedRange) => void;
  #told: ViewedRange | undefined;
  #next: ViewedRange | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (range: ViewedRange) => void) {
    this.#send = send;
  }

  /** Open times of the first and last bar in view. */
  see(from: number, to: number): void {
    this.#next = { from, to };
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const { from: begin, to: end } = this.#next as ViewedRange;
      if (this.#told?.from === begin && this.#told.to === end) return;
      this.#told = { from: begin, to: end };
      this.#send(this.#told);
    }, everyMs);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }
}
