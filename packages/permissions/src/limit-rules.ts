/** What each limit means for one call: when it refuses, what it takes from a budget, and when one limit lies within another. */

import { type Dec, isDec, type Json, quoteText } from '@omnitrade/contracts';
import { addAmounts, compareAmounts } from './amounts.ts';
import type { LimitName } from './limits.ts';
import { dayMs, minuteMs } from './usage.ts';

/** What a call is about to do, as the terminal found out itself; a limit on what is not said here refuses. */
export interface Target {
  readonly account?: string;
  readonly instrument?: string;
  readonly venue?: string;
  readonly method?: string;
  /** The name of a secret. */
  readonly name?: string;
  readonly side?: string;
  readonly orderType?: string;
  /** Value of the order in the currency of its account. */
  readonly notional?: Dec;
  /** Size of the position after the order, long or short, without a sign. */
  readonly position?: Dec;
  /** Loss of the day so far, 0 if there is none. */
  readonly loss?: Dec;
  readonly orders?: number;
  readonly calls?: number;
  readonly bytes?: number;
  /** Whole megabytes, rounded up, that are kept after the call. */
  readonly mb?: number;
}

export interface LimitRule {
  /** True if everything `inner` allows is allowed by `outer`; both are valid values of the limit. */
  isWithin(inner: Json, outer: Json): boolean;
  /** Why the call is refused, as the end of "it …"; undefined if it is not. `spent` is of the current window. */
  findFault(limit: Json, target: Target, now: number, spent: Dec): string | undefined;
  /** Present for what is used up: over which span, and how much this call takes. */
  readonly budget?: { readonly windowMs: number; toAmount(target: Target): Dec | undefined };
}

/** A count or an amount as decimal text; undefined for anything that could give a budget back. */
function toAmount(value: Dec | number | undefined): Dec | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? `${value}` : undefined;
  return value !== undefined && isDec(value) && !value.startsWith('-') ? value : undefined;
}

const toDec = (limit: Json): Dec => `${limit as string | number}`;
const isAtMost = (inner: Json, outer: Json) => compareAmounts(toDec(inner), toDec(outer)) <= 0;

function listed(key: keyof Target, noun: string): LimitRule {
  return {
    isWithin: (inner, outer) => (inner as readonly Json[]).every((item) => (outer as readonly Json[]).includes(item)),
    findFault: (limit, target) => {
      const value = target[key];
      if (typeof value !== 'string') return `does not say which ${noun} it uses`;
      if ((limit as readonly Json[]).includes(value)) return undefined;
      return `may not use the ${noun} ${quoteText(value)}`;
    },
  };
}

function ceiling(key: keyof Target, noun: string): LimitRule {
  return {
    isWithin: isAtMost,
    findFault: (limit, target) => {
      const value = toAmount(target[key]);
      if (value === undefined) return `does not say its ${noun}`;
      return compareAmounts(value, toDec(limit)) > 0 ? `is held to a ${noun} of ${toDec(limit)}` : undefined;
    },
  };
}

function budget(key: keyof Target, noun: string, windowMs: number): LimitRule {
  return {
    isWithin: isAtMost,
    budget: { windowMs, toAmount: (target) => toAmount(target[key]) },
    findFault: (limit, target, _now, spent) => {
      const value = toAmount(target[key]);
      if (value === undefined) return `does not say its ${noun}`;
      if (compareAmounts(addAmounts(spent, value), toDec(limit)) <= 0) return undefined;
      return `is held to ${toDec(limit)} ${noun} a ${windowMs === dayMs ? 'day' : 'minute'}, of which ${spent} are used`;
    },
  };
}

const expires: LimitRule = {
  isWithin: (inner, outer) => Date.parse(inner as string) <= Date.parse(outer as string),
  findFault: (limit, _target, now) =>
    now < Date.parse(limit as string) ? undefined : `was allowed until ${limit as string} only`,
};

/** Minutes of the day: where a span begins, and how long it lasts. Equal ends mean the whole day. */
function toSpan(text: string): { from: number; length: number } {
  const [from = 0, to = 0] = text.split('-').map((time) => {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    return hours * 60 + minutes;
  });
  return { from, length: (to - from + 1440) % 1440 || 1440 };
}

const hours: LimitRule = {
  isWithin: (inner, outer) => {
    const a = toSpan(inner as string);
    const b = toSpan(outer as string);
    return b.length === 1440 || ((a.from - b.from + 1440) % 1440) + a.length <= b.length;
  },
  findFault: (limit, _target, now) => {
    const { from, length } = toSpan(limit as string);
    const minute = Math.floor((((now % dayMs) + dayMs) % dayMs) / minuteMs);
    return (minute - from + 1440) % 1440 < length ? undefined : `may act between ${limit as string} UTC only`;
  },
};

export const limitRules: Readonly<Record<LimitName, LimitRule>> = {
  accounts: listed('account', 'account'),
  instruments: listed('instrument', 'instrument'),
  venues: listed('venue', 'venue'),
  methods: listed('method', 'method'),
  names: listed('name', 'secret'),
  sides: listed('side', 'side'),
  orderTypes: listed('orderType', 'order type'),
  mb: ceiling('mb', 'size in megabytes'),
  bytesPerDay: budget('bytes', 'bytes', dayMs),
  perMinute: budget('calls', 'calls', minuteMs),
  maxOrdersPerMinute: budget('orders', 'orders', minuteMs),
  maxOrderNotional: ceiling('notional', 'order value'),
  maxDailyNotional: budget('notional', 'in order value', dayMs),
  maxPosition: ceiling('position', 'position'),
  maxDailyLoss: ceiling('loss', 'loss of the day'),
  expires,
  hours,
};
