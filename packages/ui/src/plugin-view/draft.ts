/** What a user is typing: it stays theirs until the plugin has answered the last of it. */

import { useEffect, useRef, useState } from 'react';

const settleMs = 60;

export interface Draft<T> {
  readonly shown: T;
  change(value: T): void;
  /** Sends what waits now, for example because Enter was pressed. */
  flush(): void;
}

/**
 * `value` is what the plugin says, undefined where it leaves the field alone; `ack` the last deed it has carried out.
 * `send` tells it of a new value and returns the number of that deed.
 */
export function useDraft<T>(value: T | undefined, empty: T, ack: number, send: (value: T) => number): Draft<T> {
  const [draft, setDraft] = useState<{ readonly value: T; readonly seq: number } | undefined>();
  const waiting = useRef<{ readonly value: T; readonly timer: ReturnType<typeof setTimeout> } | undefined>(undefined);
  const sender = useRef(send);
  sender.current = send;

  const flush = () => {
    const held = waiting.current;
    if (!held) return;
    clearTimeout(held.timer);
    waiting.current = undefined;
    setDraft({ value: held.value, seq: sender.current(held.value) });
  };
  useEffect(
    () => () => {
      if (waiting.current) clearTimeout(waiting.current.timer);
    },
    [],
  );
  const isAnswered = draft === undefined || ack >= draft.seq;
  return {
    shown:
      !isAnswered || (value === undefined && draft !== undefined) ? (draft as { value: T }).value : (value ?? empty),
    change(next) {
      if (waiting.current) clearTimeout(waiting.current.timer);
      setDraft({ value: next, seq: Number.POSITIVE_INFINITY });
      waiting.current = { value: next, timer: setTimeout(flush, settleMs) };
    },
    flush,
  };
}
