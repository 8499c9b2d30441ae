/** What the file says of itself: is it whole, and how did starts of the terminal end. Runs in the store thread. */

import type { Database } from '../database.ts';

export interface FileHealth {
  /** What is wrong in the file, a sentence each; empty if it is whole. */
  readonly faults: readonly string[];
  /** Starts in a row that never said that they went well. */
  readonly unfinishedStarts: number;
}

const maxFaults = 20;

export const healthOperations = {
  'health.read': (db: Database): FileHealth => {
    const rows = db.all(`pragma integrity_check(${maxFaults})`).map((row) => String(Object.values(row)[0]));
    const strays = db.all('pragma foreign_key_check').slice(0, maxFaults);
    return {
      faults: [
        ...rows.filter((text) => text !== 'ok'),
        ...strays.map(({ table, parent }) => `a row of ${table} belongs to a row of ${parent} that is not there`),
      ],
      unfinishedStarts: Number(db.all('select unfinished from starts')[0]?.unfinished ?? 0),
    };
  },
} as const;
