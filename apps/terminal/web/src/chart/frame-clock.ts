/** Calls back once per animation frame while the page is seen, twice a second while it is not. */

const hiddenMs = 500;

export class FrameClock implements Disposable {
  readonly #onFrame: () => void;
  readonly #document: Document;
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(page: Document, onFrame: () => void) {
    this.#document = page;
    this.#onFrame = onFrame;
    page.addEventListener('visibilitychange', this.#change);
  }

  /** Asks for one call; asking again before it came changes nothing. */
  request(): void {
    if (this.#frame !== undefined || this.#timer !== undefined) return;
    if (this.#document.hidden) this.#timer = setTimeout(this.#fire, hiddenMs);
    else this.#frame = requestAnimationFrame(this.#fire);
  }

  #fire = (): void => {
    this.#clear();
    this.#onFrame();
  };

  /** A hidden page gets no frames: whatever was asked for goes over to the timer, and back. */
  #change = (): void => {
    if (this.#frame === undefined && this.#timer === undefined) return;
    this.#clear();
    this.request();
  };

  #clear(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.#clear();
    this.#document.removeEventListener('visibilitychange', this.#change);
  }
}
