/** The panel: what is typed on top, what follows from it below. */

import type { Storage } from '@omnitrade/sdk';
import {
  Alert,
  Divider,
  Grid,
  h,
  KeyValue,
  NumberInput,
  Row,
  Stack,
  Stat,
  Text,
  useEffect,
  useState,
} from '@omnitrade/sdk/ui';
import { type Plan, type Sized, sizePosition } from '../services/size.ts';

const start: Plan = { equity: 10_000, riskPercent: 1, entry: null, stop: null, multiplier: 1, increment: 1 };
const key = 'plan';

/** `storage` is absent where the user did not grant it: then nothing is remembered. */
export function Sizer({ storage }: { readonly storage: Storage | undefined }) {
  const [plan, setPlan] = useState(start);
  useEffect(() => {
    void storage?.get<Record<keyof Plan, number | null>>(key).then((kept) => kept && setPlan({ ...start, ...kept }));
  }, []);
  const change = (part: Partial<Plan>) => {
    const next = { ...plan, ...part };
    setPlan(next);
    void storage?.set(key, { ...next });
  };
  const field = (name: keyof Plan, label: string, step: number, unit?: string) =>
    h(NumberInput, {
      label,
      value: plan[name],
      min: 0,
      step,
      ...(unit && { unit }),
      onChange: (value: number | null) => change({ [name]: value }),
    });
  return h(
    Stack,
    { gap: 3 },
    h(
      Grid,
      { columns: 2, gap: 3 },
      field('equity', 'Account', 100),
      field('riskPercent', 'Risk', 0.25, '%'),
      field('entry', 'Entry price', 0.5),
      field('stop', 'Stop price', 0.5),
      field('multiplier', 'Multiplier', 1),
      field('increment', 'Smallest size', 1),
    ),
    h(Divider, null),
    h(Result, { sized: sizePosition(plan) }),
  );
}

function Result({ sized }: { readonly sized: Sized }) {
  if (!sized.ok) return h(Text, { tone: 'soft' }, sized.why);
  const { side, size, risk, riskPercent, notional, leverage } = sized;
  return h(
    Stack,
    { gap: 3 },
    h(
      Row,
      { justify: 'between', align: 'end' },
      h(Stat, { label: side === 'buy' ? 'Buy' : 'Sell short', value: size, tone: side === 'buy' ? 'up' : 'down' }),
      h(Stat, { label: 'At risk', value: money(risk), hint: 'What the stop costs, without slippage and fees' }),
    ),
    h(KeyValue, {
      items: [
        { label: 'Risk of the account', value: `${riskPercent.toFixed(2)} %` },
        { label: 'Position value', value: money(notional) },
        { label: 'Leverage', value: `${leverage.toFixed(2)} x` },
      ],
    }),
    leverage > 1 && h(Alert, { tone: 'warn' }, 'The position is larger than the account.'),
  );
}

const money = (amount: number) => amount.toFixed(2).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
