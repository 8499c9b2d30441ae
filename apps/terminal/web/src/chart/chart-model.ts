/** What stands on the chart, worked out from the chart's state and the recorded contributions. */

import type {
  ChartState,
  ErrorJson,
  IndicatorInfo,
  IndicatorInstance,
  IndicatorOutput,
  PageContribution,
} from '@omnitrade/contracts';
import { plotColorCount } from './chart-theme.ts';
import { type FormatNumber, toOutputFormat } from './formats.ts';
import { toInstanceTitle } from './instance-title.ts';

export interface ModelOutput {
  readonly output: IndicatorInfo['outputs'][number];
  /** Theme colour, 0 to 7; undefined for bars that are coloured by their sign. */
  readonly color: number | undefined;
  readonly format: FormatNumber;
  /** What the value is called in hints and dialogs. */
  readonly title: string;
}

/** One instance, ready to be drawn and listed. */
export interface ModelInstance {
  readonly id: string;
  readonly contribution: string;
  readonly title: string;
  /** The title without inputs, for sentences. */
  readonly name: string;
  readonly instance: IndicatorInstance;
  /** Undefined while its plugin is not there to say. */
  readonly info: IndicatorInfo | undefined;
  readonly outputs: readonly ModelOutput[];
  readonly error: ErrorJson | undefined;
}

export type IndicatorContribution = Extract<PageContribution, { point: 'chart.indicator' }>;

export const isIndicator = (contribution: PageContribution): contribution is IndicatorContribution =>
  contribution.point === 'chart.indicator';

export function toModel(chart: ChartState, contributions: readonly PageContribution[]): ModelInstance[] {
  const infos = new Map(contributions.filter(isIndicator).map((one) => [one.contribution, one.info]));
  const declared = chart.indicators.flatMap(({ contribution }) => infos.get(contribution)?.outputs ?? []);
  const nextColor = createColorPicker(declared);
  return chart.indicators.map((instance) => {
    const info = infos.get(instance.contribution);
    const colors = pickColors(info?.outputs ?? [], nextColor);
    const outputs = (info?.outputs ?? []).map((output, at) => ({
      output,
      color: colors[at],
      format: toOutputFormat(output, chart.instrument),
      title: output.title ?? output.key,
    }));
    return {
      id: instance.id,
      contribution: instance.contribution,
      title: info ? toInstanceTitle(info, instance.inputs) : instance.contribution,
      name: info?.shortTitle ?? info?.title ?? instance.contribution,
      instance,
      info,
      outputs,
      error: instance.status === 'failed' ? (instance.error ?? unknownError) : undefined,
    };
  });
}

/** Declared colours stay; the bands of one instance share one; bars of a histogram need none. */
function pickColors(outputs: readonly IndicatorOutput[], next: () => number): (number | undefined)[] {
  let band: number | undefined;
  return outputs.map(({ color, plot }) => {
    if (color !== undefined || plot === 'histogram') return color;
    if (plot !== 'band') return next();
    band ??= next();
    return band;
  });
}

/** Deals out theme colours to outputs that declare none: always the one that is on the chart least, the first of several. */
function createColorPicker(outputs: readonly IndicatorOutput[]): () => number {
  const uses = new Array<number>(plotColorCount).fill(0);
  const use = (color: number) => {
    uses[color] = (uses[color] ?? 0) + 1;
    return color;
  };
  for (const { color } of outputs) if (color !== undefined) use(color);
  return () => use(uses.indexOf(Math.min(...uses)));
}

/** The outputs of an instance that stand in one of its panes; with none anywhere its row still needs a place: the price pane. */
export function outputsIn(one: ModelInstance, pane: 'price' | 'own'): readonly ModelOutput[] | undefined {
  const outputs = one.outputs.filter(({ output }) => output.pane === pane);
  return outputs.length > 0 || (one.outputs.length === 0 && pane === 'price') ? outputs : undefined;
}

const unknownError: ErrorJson = {
  code: 'internal.unexpected',
  message: 'The indicator failed without saying why; see the events of its plugin.',
  data: {},
};
