/** One indicator on the chart of a test. */

import type { ErrorJson, IndicatorInstance, JsonObject } from '@omnitrade/contracts';
import { toJsonNumber } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';

export interface TestIndicator {
  readonly inputs: JsonObject;
  readonly status: IndicatorInstance['status'];
  /** Why it failed, if it did. */
  readonly error: ErrorJson | undefined;
  /** Bars it declares to have no value for. */
  readonly warmup: number | undefined;
  /** By output, one value per bar; null where there is none. */
  readonly outputs: Readonly<Record<string, readonly (number | null)[]>>;
  /** Changes inputs; those that are not named stay. */
  set(inputs: JsonObject): Promise<void>;
  remove(): Promise<void>;
}

export function createTestIndicator(host: Host, id: string, settle: () => Promise<void>): TestIndicator {
  const find = () => host.chart.values.find(({ instance }) => instance.id === id);
  return {
    get inputs() {
      return find()?.instance.inputs ?? {};
    },
    get status() {
      return find()?.instance.status ?? 'failed';
    },
    get error() {
      return find()?.instance.error;
    },
    get warmup() {
      return find()?.instance.warmup;
    },
    get outputs() {
      const values = find();
      if (!values) return {};
      const { keys, columns, length } = values;
      return Object.fromEntries(
        keys.map((key, c) => [key, Array.from((columns[c] as Float64Array).subarray(0, length), toJsonNumber)]),
      );
    },
    async set(inputs) {
      host.chart.setIndicator(id, { inputs });
      await settle();
    },
    async remove() {
      host.chart.removeIndicator(id);
      await settle();
    },
  };
}
