/** Adding and comparing decimal text without rounding: budgets need no more arithmetic than that. */

import type { Dec } from '@omnitrade/contracts';

/** Both as whole numbers of the finer unit. */
function align(a: Dec, b: Dec): { a: bigint; b: bigint; places: number } {
  const places = Math.max(placesOf(a), placesOf(b));
  return { a: scale(a, places), b: scale(b, places), places };
}

const placesOf = (text: Dec): number => {
  const dot = text.indexOf('.');
  return dot < 0 ? 0 : text.length - dot - 1;
};

function scale(text: Dec, places: number): bigint {
  const [whole = '0', rest = ''] = text.split('.');
  return BigInt(whole + rest.padEnd(places, '0'));
}

/** Below, at or above 0, as `a` is below, at or above `b`. */
export function compareAmounts(a: Dec, b: Dec): number {
  const aligned = align(a, b);
  return aligned.a < aligned.b ? -1 : aligned.a > aligned.b ? 1 : 0;
}

/** The sum as canonical text. Both must be 0 or more. */
export function addAmounts(a: Dec, b: Dec): Dec {
  const aligned = align(a, b);
  const digits = `${aligned.a + aligned.b}`.padStart(aligned.places + 1, '0');
  if (aligned.places === 0) return digits;
  const fraction = digits.slice(-aligned.places).replace(/0+$/, '');
  const whole = digits.slice(0, -aligned.places);
  return fraction ? `${whole}.${fraction}` : whole;
}
