/** What the plugin has to say, kept until the runner collects it. */

import { control, type GuestError, type TurnOutput } from '@omnitrade/contracts/guest';

const { stringify } = JSON;
const { isArray } = Array;

/** Characters one turn may send; what is over it is refused here, so that the author sees a sentence rather than an end. */
const maxChars = 60 * 1024;

let queue: string[] = [];
let chars = 0;
let flags = new Float64Array(8);

export function bindOutputs(controlView: Float64Array<SharedArrayBuffer>): void {
  flags = controlView as unknown as typeof flags;
}

/** Queues one output; throws a RangeError when the turn's messages are full. */
export function send(output: TurnOutput): void {
  const text = stringify(output);
  if (chars + text.length > maxChars)
    throw new RangeError(`The messages of one turn may hold ${maxChars} characters together.`);
  queue[queue.length] = text;
  chars += text.length + 1;
  flags[control.outputs] = queue.length;
}

export function collectOutputs(): string {
  const text = `[${queue.join(',')}]`;
  queue = [];
  chars = 0;
  flags[control.outputs] = 0;
  return text;
}

const text = (value: unknown, max: number): string => {
  try {
    return `${value}`.slice(0, max);
  } catch {
    return 'a value that cannot be shown';
  }
};

/** An error as it may leave the isolate: short texts, own stack frames only. */
export function toGuestError(thrown: unknown): GuestError {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: text(thrown, 2000) };
    const error = thrown as { name?: unknown; message?: unknown; stack?: unknown; code?: unknown };
    const lines = typeof error.stack === 'string' ? error.stack.split('\n') : [];
    const frames = lines.filter((line) => line.includes('plugin://')).slice(0, 10);
    const code = error.code;
    return {
      name: text(error.name ?? 'Error', 100),
      message: text(error.message ?? thrown, 2000),
      ...(isArray(frames) && frames.length > 0 && { stack: frames.join('\n').slice(0, 4000) }),
      ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    };
  } catch {
    return { name: 'Error', message: 'an error that cannot be shown' };
  }
}

/** Reports an error nobody caught, once, without ever throwing itself. */
export function reportUncaught(thrown: unknown): void {
  try {
    send({ t: 'uncaught', error: toGuestError(thrown) });
  } catch {
    // The turn's messages are full; the earlier ones tell the story.
  }
}
