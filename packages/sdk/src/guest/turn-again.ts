/** Whether the plugin has more to say than fitted this turn: the runner then gives it another one at once. */

import { control } from '@omnitrade/contracts/guest';

type Reason = 'rows' | 'ui';

let flags = new Float64Array(8);
const waiting = { rows: false, ui: false };

export function bindAgain(controlView: Float64Array<SharedArrayBuffer>): void {
  flags = controlView as unknown as typeof flags;
}

export function askAgain(reason: Reason, wanted: boolean): void {
  waiting[reason] = wanted;
  flags[control.again] = waiting.rows || waiting.ui ? 1 : 0;
}
