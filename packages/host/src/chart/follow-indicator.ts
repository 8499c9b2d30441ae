/** Ties one plotted indicator to its plugin: attaches it whenever the plugin is active, and takes what it computes. */

import { countUnsettled } from '@omnitrade/contracts';
import { indicatorError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import type { PlottedIndicator } from './plotted-indicator.ts';

/** Until disposed the plugin is in use for it. */
export function followIndicator(
  plugin: InstalledPlugin,
  plotted: PlottedIndicator,
  onChange: () => void,
  onValues: (from: number, to: number) => void,
): Disposable {
  const { number, info, series, contribution } = plotted;
  let session: PluginSession | undefined;
  const detach = () => {
    session?.detach(number);
    session = undefined;
  };
  const stop = (error: unknown) => {
    detach();
    plotted.fail(error);
    onChange();
  };
  const attach = (active: PluginSession) => {
    const outputs = info.outputs.length;
    active.attach(
      {
        instance: number,
        series,
        outputs,
        columns: outputs + info.state.length,
        unsettled: countUnsettled(info),
      },
      {
        t: 'attach',
        instance: number,
        contribution: plotted.local,
        series: 0,
        p: plotted.inputs,
        instrument: series.instrument,
      },
    );
  };
  const use = plugin.use({
    onActive: (active) => {
      session = active;
      plotted.wait();
      try {
        attach(active);
      } catch (error) {
        return stop(error);
      }
      onChange();
    },
    onGone: (error) => {
      session = undefined;
      plotted.fail(error);
      onChange();
    },
    onAttached: (instance, warmup) => {
      if (instance === number) plotted.warmup = warmup;
    },
    onInstanceFailed: (instance, { message }) => {
      if (instance === number) stop(indicatorError('calc-failed', { contribution, text: message }));
    },
    onValues: (instance, from, to, rev, values) => {
      if (instance !== number || !session) return;
      const was = plotted.status;
      const fault = plotted.take(from, to, rev, values);
      if (fault) return stop(fault);
      onValues(from, Math.min(to, plotted.length));
      if (plotted.status !== was) onChange();
    },
  });
  return {
    [Symbol.dispose]: () => {
      use[Symbol.dispose]();
      detach();
    },
  };
}
