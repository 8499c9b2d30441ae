/** How many units a plan allows. */

export interface Plan {
  readonly cash: number;
  /** Of the cash, that may be lost. */
  readonly riskPercent: number;
  readonly entry: number;
  readonly stop: number;
}

export type Size =
  | { readonly ok: true; readonly units: number; readonly loss: number }
  | { readonly ok: false; readonly why: string };

/** Rounds down: the risk is a limit, and cash that is not there cannot be spent. */
export function computeSize({ cash, riskPercent, entry, stop }: Plan): Size {
  if (!(cash > 0 && riskPercent > 0 && entry > 0))
    return { ok: false, why: 'Account, risk and entry must be above 0.' };
  if (!(stop >= 0 && stop < entry)) return { ok: false, why: 'The stop of a purchase lies below its entry.' };
  const perUnit = entry - stop;
  const units = Math.floor(Math.min((cash * riskPercent) / 100 / perUnit, cash / entry));
  return { ok: true, units, loss: units * perUnit };
}
