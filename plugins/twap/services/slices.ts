/** Cuts a quantity into equal slices without ever rounding: in whole steps of the size increment. */

export interface SliceRules {
  readonly sizeIncrement: string;
  readonly minQty?: string | undefined;
}

/**
 * `count` equal slices, rounded down to the increment, and what is left over as one slice more; everything at once where a
 * slice would be smaller than can be traded. Quantities are decimal text.
 */
export function toSlices(qty: string, count: number, { sizeIncrement, minQty = '0' }: SliceRules): string[] {
  const places = Math.max(...[qty, sizeIncrement, minQty].map(placesOf));
  const [whole, step, least] = [qty, sizeIncrement, minQty].map((text) => scale(text, places)) as [
    bigint,
    bigint,
    bigint,
  ];
  const slice = (whole / (step * BigInt(count))) * step;
  if (slice === 0n || slice < least) return [qty];
  const rest = whole - slice * BigInt(count);
  const slices = Array.from({ length: count }, () => toText(slice, places));
  return rest > 0n ? [...slices, toText(rest, places)] : slices;
}

const placesOf = (text: string) => text.split('.')[1]?.length ?? 0;

function scale(text: string, places: number): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(places, '0'));
}

function toText(value: bigint, places: number): string {
  if (places === 0) return `${value}`;
  const digits = `${value}`.padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  return fraction === '' ? digits.slice(0, -places) : `${digits.slice(0, -places)}.${fraction}`;
}
