/** The calculator: four numbers to type, and what follows from them. */

import { Alert, h, NumberInput, Stack, Stat, useState } from '@omnitrade/sdk/ui';
import { computeSize, type Plan } from '../services/compute-size.ts';

const fields = [
  ['cash', 'Account', 'USD'],
  ['riskPercent', 'Risk', '%'],
  ['entry', 'Entry', 'USD'],
  ['stop', 'Stop', 'USD'],
] as const;

export function PositionSize() {
  const [plan, setPlan] = useState<Plan>({ cash: 10_000, riskPercent: 1, entry: 100, stop: 95 });
  const result = computeSize(plan);
  return h(
    Stack,
    { gap: 3, padding: 3 },
    ...fields.map(([key, label, unit]) =>
      h(NumberInput, {
        label,
        unit,
        min: 0,
        value: plan[key],
        onChange: (value) => setPlan({ ...plan, [key]: value ?? 0 }),
      }),
    ),
    result.ok
      ? h(Stat, { label: 'Units', value: result.units, hint: `At the stop you lose ${result.loss.toFixed(2)} USD.` })
      : h(Alert, { tone: 'warn' }, result.why),
  );
}
