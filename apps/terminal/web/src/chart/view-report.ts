/** Tells the terminal what is in view and what is picked, for the plugins that may look at the chart: seldom, and only changes. */

export interface ViewedRange {
  /** Open times of the first and last bar in view, and of the bar that is picked. */
  readonly from: number;
  readonly to: number;
  readonly selected: number | null;
}

const everyMs = 250;

export class ViewReport implements Disposable {
  readonly #send: (range: ViewedRange) => void;
  #told = '';
  #from: number | undefined;
  #to = 0;
  #selected: number | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(send: (range: ViewedRange) => void) {
    this.#send = send;
  }

  see(from: number, to: number): void {
    this.#from = from;
    this.#to = to;
    this.#later();
  }

  pick(time: number | undefined): void {
    this.#selected = time ?? null;
    this.#later();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#from === undefined) return;
      const range = { from: this.#from, to: this.#to, selected: this.#selected };
      const text = JSON.stringify(range);
      if (text === this.#told) return;
      this.#told = text;
      this.#send(range);
    }, everyMs);
  }
}
