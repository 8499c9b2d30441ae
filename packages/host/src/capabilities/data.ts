/** `data`: bars of any instrument the provider knows, page by page, no further than the grant's list of instruments. */

import { isInstrumentId, type Json, parseTimeframe } from '@omnitrade/contracts';
import { admit, assertStill } from '../grants/admit.ts';
import type { CallerView, Capability } from './capability.ts';
import { dataError } from './errors.ts';

/** An answer has to fit into a turn. */
const maxBars = 500;
const maxWaiting = 4;

/** Instruments a plugin has read, by its grants: the first read of each has a row, so that the audit tells which there were. */
const known = new WeakMap<object, Set<string>>();
const maxKnown = 100;

/** Questions under way, by the run that asks. */
const waiting = new WeakMap<object, number>();

export const data: Capability = {
  methods: {
    async bars(caller, [given]) {
      const { plugin, session, terminal } = caller;
      const wish = toWish(caller, given);
      const { instrument } = wish;
      const need = { permission: 'data:read', call: 'data.bars', target: { instrument }, about: instrument };
      const { version } = caller.grants;
      await admit(caller, need);
      noteFirst(caller, instrument);
      const count = waiting.get(session) ?? 0;
      if (count >= maxWaiting) throw dataError('too-many', { plugin, limit: maxWaiting });
      waiting.set(session, count + 1);
      try {
        const { columns, earlier } = await terminal.bars(wish);
        assertStill(caller, need, version);
        const length = columns[0]?.length ?? 0;
        const rows = Array.from({ length }, (_, i) => columns.map((column) => toCell(column[i])));
        return { rows, earlier };
      } finally {
        waiting.set(session, (waiting.get(session) ?? 1) - 1);
      }
    },
  },
};

function noteFirst({ plugin, version, grants, audit }: CallerView, instrument: string): void {
  const seen = known.get(grants) ?? new Set();
  known.set(grants, seen);
  if (seen.has(instrument) || seen.size >= maxKnown) return;
  seen.add(instrument);
  // Nobody waits for it: it is no call of high risk.
  audit
    .note({ plugin, version, permission: 'data:read', call: 'data.bars', target: instrument }, 'allowed')
    .catch(() => {});
}

const toCell = (value: number | undefined): Json => (value === undefined || Number.isNaN(value) ? null : value);

function toWish({ plugin }: CallerView, given: Json | undefined) {
  const refuse = (why: string) => dataError('bad-call', { plugin, why });
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw refuse('an object was expected');
  const {
    instrument,
    timeframe,
    to = 8_640_000_000_000_000,
    count = maxBars,
  } = given as Readonly<Record<string, Json>>;
  if (typeof instrument !== 'string' || !isInstrumentId(instrument))
    throw refuse('name the instrument, as in "INDEX:SPX"');
  if (typeof timeframe !== 'string' || !parseTimeframe(timeframe)) throw refuse('name the timeframe, as in "1D"');
  if (!Number.isSafeInteger(to)) throw refuse('"to" is a time in milliseconds');
  if (!Number.isSafeInteger(count) || (count as number) < 1) throw refuse('"count" is a whole number above 0');
  return { instrument, timeframe, to: to as number, count: Math.min(count as number, maxBars) };
}
