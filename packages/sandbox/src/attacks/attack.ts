/** What one attack is: a plugin, and how the sandbox must come out of it. */

/**
 * Where it may end. A `sandbox.*` code: the isolate was ended and the plugin named. `load-failed` and the like: the plugin's
 * own code got an error and the terminal was told. `alive`: nothing came of it.
 */
export type Outcome =
  | `sandbox.${'timeout' | 'start-timeout' | 'memory' | 'load-failed' | 'crashed' | 'throw-storm' | 'bad-output' | 'runner-died'}`
  | 'load-failed'
  | 'activate-failed'
  | 'instance-failed'
  | 'alive';

export interface Attack {
  /** `family/name`, unique. */
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly ends: readonly Outcome[];
  /** It may take the whole runner along: the engine has no way to end it alone. */
  readonly fatal?: true;
  /** Part of the slice that every test run takes. */
  readonly always?: true;
}

export type AttackFamily = readonly Attack[];

/** A plugin with an indicator `it` and a provider `src`, and room for code at each point where the terminal calls it. */
export function attackPlugin(at: {
  readonly main?: string;
  readonly activate?: string;
  readonly calc?: string;
  readonly warmup?: string;
  readonly search?: string;
  readonly deactivate?: string;
}): Readonly<Record<string, string>> {
  return {
    'index.js': `${at.main ?? ''}
export default {
  activate({ charts, data, log, assets, settings, plugin }) {
    charts.addIndicator({
      id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }], state: ['s'],
      warmup(p) { ${at.warmup ?? ''} return 0; },
      calc({ p, in: bars, out, state, from, to, instrument }) { ${at.calc ?? ''}
        for (let i = from; i < to; i++) out.v[i] = bars.close[i]; },
    });
    data.addProvider({
      id: 'src', title: 'Source', capabilities: {}, resolve() {}, bars() {},
      search(query) { ${at.search ?? ''} return []; },
    });
    ${at.activate ?? ''}
  },
  deactivate() { ${at.deactivate ?? ''} },
};`,
  };
}

/** Points at which code can strike, as functions from the code to the plugin. */
export const sites = {
  main: (code: string) => attackPlugin({ main: code }),
  activate: (code: string) => attackPlugin({ activate: code }),
  calc: (code: string) => attackPlugin({ calc: code }),
  warmup: (code: string) => attackPlugin({ warmup: code }),
  call: (code: string) => attackPlugin({ search: code }),
  timer: (code: string) => attackPlugin({ activate: `setTimeout(() => { ${code} }, 1);` }),
  promise: (code: string) => attackPlugin({ activate: `setTimeout(async () => { await 0; ${code} }, 1);` }),
  microtask: (code: string) => attackPlugin({ activate: `setTimeout(() => queueMicrotask(() => { ${code} }), 1);` }),
  deactivate: (code: string) => attackPlugin({ deactivate: code }),
} as const;

export type Site = keyof typeof sites;

/** Every payload at every one of these sites. */
export function spread(
  family: string,
  payloads: Readonly<Record<string, string>>,
  at: readonly Site[],
  ends: readonly Outcome[],
  more: Pick<Attack, 'fatal' | 'always'> = {},
): Attack[] {
  return Object.entries(payloads).flatMap(([name, code]) =>
    at.map((site) => ({ id: `${family}/${name}-in-${site}`, files: sites[site](code), ends, ...more })),
  );
}
