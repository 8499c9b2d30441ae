/** All attacks; every id is told once. */

import type { Attack } from './attack.ts';
import { escapes } from './escapes.ts';
import { floods } from './floods.ts';
import { forgeries } from './forgeries.ts';
import { memory } from './memory.ts';
import { processor } from './processor.ts';

export const attacks: readonly Attack[] = [...processor, ...memory, ...floods, ...forgeries, ...escapes];
