/** The table of what was spent of the budgets of grants. It outlives the grant: taking one back and giving it anew resets nothing. */

import type { Database } from '../database.ts';

export const createBudgetTable = `
  create table budgets (
    plugin text not null,
    budget text not null,
    window integer not null,
    amount text not null,
    primary key (plugin, budget)
  ) strict, without rowid;
`;

type BudgetInput = { plugin: string; budget: string; window: number; amount: string };

export const budgetOperations = {
  'budgets.list': (db: Database) => db.all('select plugin, budget, window, amount from budgets') as BudgetInput[],
  'budgets.put': (db: Database, { rows }: { rows: readonly BudgetInput[] }): void => {
    for (const row of rows)
      db.run(
        `insert into budgets values (:plugin, :budget, :window, :amount)
         on conflict (plugin, budget) do update set window = :window, amount = :amount`,
        row,
      );
  },
} as const;
