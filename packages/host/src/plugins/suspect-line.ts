/** Plugins one of which ended a runner, nobody knows which: few at a time are begun again, each alone, until it is cleared. */

/** Each takes a process of its own while it is watched. */
const maxPlaces = 4;

export class SuspectLine {
  #waiting: (() => void)[] = [];
  #taken = 0;

  /** Calls `begin` when it is this one's turn. Disposing gives the place, or the wait for it, to the next. */
  enter(begin: () => void): Disposable {
    let hasPlace = false;
    let gone = false;
    const take = () => {
      hasPlace = true;
      this.#taken++;
      begin();
    };
    this.#waiting.push(take);
    this.#advance();
    return {
      [Symbol.dispose]: () => {
        if (gone) return;
        gone = true;
        this.#waiting = this.#waiting.filter((one) => one !== take);
        if (!hasPlace) return;
        this.#taken--;
        this.#advance();
      },
    };
  }

  #advance(): void {
    while (this.#taken < maxPlaces) {
      const next = this.#waiting.shift();
      if (!next) return;
      next();
    }
  }
}
