/** Reads the options of a scenario or a backtest. */

import { toDec } from '../decimals.ts';
import type { FeeSchedule } from '../fills/fees.ts';
import type { FillOptions } from '../fills/fill-options.ts';
import type { FieldReader } from './field-reader.ts';

const maxSlippageTicks = 1_000_000;
const flags = ['adaptive', 'ledger', 'queue', 'rejectWrongSideStops'] as const;
const keys = [...flags, 'touchFills', 'slippageTicks', 'volumeSlippage', 'volumeShare', 'fees', 'seed', 'latencyMs'];

export interface ReadOptions {
  readonly options: Partial<FillOptions>;
  readonly latencyMs: number;
}

/** Only what is given; the policy fills in the rest. */
export function readOptions(fields: FieldReader | undefined, maxLatencyMs: number): ReadOptions {
  if (!fields) return { options: {}, latencyMs: 0 };
  fields.onlyKnows(keys);
  const given = flags.filter((flag) => fields.has(flag)).map((flag) => [flag, fields.flag(flag)]);
  const options: Partial<FillOptions> = {
    ...(Object.fromEntries(given) as Partial<Record<(typeof flags)[number], boolean>>),
    ...(fields.has('touchFills') && { touchFills: readTouch(fields) }),
    ...(fields.has('slippageTicks') && { slippageTicks: fields.whole('slippageTicks', 0, maxSlippageTicks) }),
    ...(fields.has('volumeSlippage') && { volumeSlippage: readVolumeSlippage(fields.object('volumeSlippage')) }),
    ...(fields.has('volumeShare') && { volumeShare: toDec(fields.decimal('volumeShare', { above: 0, most: 1 })) }),
    ...(fields.has('fees') && { fees: readFees(fields.object('fees')) }),
    ...(fields.has('seed') && { seed: fields.whole('seed', 0, 2 ** 32 - 1) }),
  };
  return { options, latencyMs: fields.has('latencyMs') ? fields.whole('latencyMs', 0, maxLatencyMs) : 0 };
}

/** Yes, no, or a chance between them. */
function readTouch(fields: FieldReader): boolean | number {
  const value = fields.raw('touchFills');
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number' && value >= 0 && value <= 1) return value;
  fields.refuse('touchFills', 'must be true, false or a chance from 0 to 1.');
  return false;
}

function readVolumeSlippage(fields: FieldReader | undefined): FillOptions['volumeSlippage'] {
  if (!fields) return undefined;
  fields.onlyKnows(['impact', 'limit']);
  return {
    impact: toDec(fields.decimal('impact', { least: 0 })),
    limit: toDec(fields.decimal('limit', { above: 0, most: 1 })),
  };
}

function readFees(fields: FieldReader | undefined): FeeSchedule {
  if (!fields) return {};
  fields.onlyKnows(['maker', 'taker', 'perShare', 'minimum']);
  return {
    // A rebate is a fee below zero.
    ...(fields.has('maker') && { maker: toDec(fields.decimal('maker', { least: -1, most: 1 })) }),
    ...(fields.has('taker') && { taker: toDec(fields.decimal('taker', { least: -1, most: 1 })) }),
    ...(fields.has('perShare') && { perShare: toDec(fields.decimal('perShare', { least: 0 })) }),
    ...(fields.has('minimum') && { minimum: toDec(fields.decimal('minimum', { least: 0 })) }),
  };
}
