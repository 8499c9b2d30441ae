/**
 * What the plugin has to say, kept until the runner collects it. A plugin may replace any intrinsic; the server trusts
 * nothing of this, so all that must hold here is that the text stays a short primitive string.
 */

import { control, type GuestError, type TurnOutput } from '@omnitrade/contracts/guest';

const { stringify } = JSON;

/** Characters one turn may send; what is over it is refused here, so that the author sees a sentence rather than an end. */
const maxChars = 56 * 1024;
/** Room beyond it for what the runtime itself must say. */
const reservedChars = 4 * 1024;

let messages = '';
let count = 0;
let flags = new Float64Array(8);

export function bindOutputs(controlView: Float64Array<SharedArrayBuffer>): void {
  flags = controlView as unknown as typeof flags;
}

/** Queues one output; throws a RangeError when the turn's messages are full. */
export function send(output: TurnOutput): void {
  queue(output, maxChars);
}

/** Queues an output of the runtime's own, which fits even where the plugin used up its room. */
export function sendAnyway(output: TurnOutput): void {
  queue(output, maxChars + reservedChars);
}

/** Queues an output that is JSON already. */
export function sendText(text: string): void {
  queueText(text, maxChars);
}

function queue(output: TurnOutput, limit: number): void {
  queueText(stringify(output), limit);
}

function queueText(text: unknown, limit: number): void {
  if (typeof text !== 'string') throw new TypeError('A message that cannot be written as JSON.');
  if (messages.length + text.length > limit)
    throw new RangeError(`The messages of one turn may hold ${maxChars} characters together.`);
  messages = count === 0 ? text : `${messages},${text}`;
  flags[control.outputs] = ++count;
}

export function collectOutputs(): string {
  const text = `[${messages}]`;
  messages = '';
  count = 0;
  flags[control.outputs] = 0;
  return text;
}

/** A longer text is not even cut: V8 may have to put its parts together first, all of them. */
const absurdChars = 1_000_000;

const cut = (value: unknown, max: number): string => {
  try {
    const text = `${value}`;
    return text.length > absurdChars ? `a text of ${text.length} characters` : text.slice(0, max);
  } catch {
    return 'a value that cannot be shown';
  }
};

/** An error as it may leave the isolate: short texts, own stack frames only. */
export function toGuestError(thrown: unknown): GuestError {
  try {
    if (typeof thrown !== 'object' || thrown === null) return { name: 'Error', message: cut(thrown, 2000) };
    const { name, message, stack, code } = thrown as Readonly<Record<string, unknown>>;
    const lines = typeof stack === 'string' ? cut(stack, 16_000).split('\n') : [];
    const frames = lines.filter((line) => line.includes('plugin://')).slice(0, 10);
    return {
      name: cut(name ?? 'Error', 100),
      message: cut(message ?? thrown, 2000),
      ...(frames.length > 0 && { stack: frames.join('\n').slice(0, 4000) }),
      ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    };
  } catch {
    return { name: 'Error', message: 'an error that cannot be shown' };
  }
}

/** Reports a failure: whole if it fits, else its first words, so that it is told in any case but a deliberate flood. */
export function sendFailure(thrown: unknown, wrap: (error: GuestError) => TurnOutput): void {
  const error = toGuestError(thrown);
  try {
    send(wrap(error));
  } catch {
    try {
      sendAnyway(wrap({ name: error.name, message: error.message.slice(0, 200) }));
    } catch {
      // The turn's messages are full; the earlier ones tell the story.
    }
  }
}

/** Reports an error nobody caught, once, without ever throwing itself. */
export function reportUncaught(thrown: unknown): void {
  sendFailure(thrown, (error) => ({ t: 'uncaught', error }));
}
