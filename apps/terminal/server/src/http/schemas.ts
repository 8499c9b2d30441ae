/** The bodies, parameters and answers of the API as schemas: what is checked is also what `/api/openapi.json` describes. */

import { isAbsolute } from 'node:path';
import {
  type BarColumns,
  barColumnNames,
  chartStyles,
  dependencyStates,
  type ErrorJson,
  extensionPointIds,
  type HostEvent,
  isPlainText,
  isPluginId,
  type JsonObject,
  logLevels,
  type PluginId,
  type PluginSummary,
  type PluginUsage,
  parseContributionId,
  pluginStates,
  replaySpeeds,
} from '@omnitrade/contracts';
import type { InstallOptions } from '@omnitrade/host';
import { z } from 'zod';
import { uploadIdShape } from '../uploads.ts';
import { consentAsk } from './access-schemas.ts';

/** Any object; `parseJson` has seen to it that it is harmless. */
const json = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;

export const pluginIdSchema = z.string().refine(isPluginId, 'must be the id of a plugin') as unknown as z.ZodType<
  PluginId,
  string
>;
export const contributionIdSchema = z
  .string()
  .refine((text) => parseContributionId(text) !== undefined, 'must be plugin/contribution');
export const inputsSchema = json.describe('Values by input key; what is left out takes its default.');
export const replayActionSchema = z.literal(['start', 'play', 'pause', 'step', 'stop']);
export const replaySpeedSchema = z.literal([...replaySpeeds]).describe('Bars per second.');

const directorySource = z.strictObject({
  kind: z.literal('directory'),
  path: z.string().max(4096).refine(isAbsolute, 'must be an absolute path'),
  copy: z.boolean().optional().describe('Copy the folder into the home instead of running it where it lies.'),
});
const archiveSource = z.strictObject({
  kind: z.literal('archive'),
  path: z
    .string()
    .max(4096)
    .refine(isAbsolute, 'must be an absolute path')
    .describe('An .otp file; its signatures lie beside it as .otpb.'),
});
const uploadSource = z.strictObject({
  kind: z.literal('upload'),
  id: z.string().regex(uploadIdShape).describe('Of an archive handed over under /api/uploads.'),
  name: z.string().refine((text) => isPlainText(text, 255), 'must be the plain name of a file'),
});
const installOptions = {
  pin: z.string().max(100).optional().describe('Fingerprint of the key of its publisher, compared by the user.'),
  grants: z.array(z.string().max(300)).max(100).default([]),
  limits: z.record(z.string(), json).optional().describe('Limits by permission, no wider than the plugin asks for.'),
  grantLowRisk: z.boolean().default(false),
  dryRun: z.boolean().default(false),
  consent: z.boolean().optional().describe('The user has seen what a new version asks for beyond the old one.'),
  others: z
    .record(
      z.string(),
      z.strictObject({ grants: z.array(z.string().max(300)).max(100), limits: z.record(z.string(), json).optional() }),
    )
    .optional()
    .describe('What is given to plugins that come with it, by name.'),
  offers: z
    .array(z.discriminatedUnion('kind', [directorySource, archiveSource]))
    .max(200)
    .optional()
    .describe('Where plugins it needs may come from.'),
};
export const installSchema = z
  .strictObject({
    ...installOptions,
    source: z.discriminatedUnion('kind', [directorySource, archiveSource, uploadSource]).optional(),
    want: z
      .strictObject({ name: z.string().max(64), range: z.string().max(100) })
      .optional()
      .describe('A plugin of a catalogue, instead of a source.'),
  })
  .refine(
    ({ source, want }) => (source === undefined) !== (want === undefined),
    'must name a source, or a plugin wanted',
  );
export const updateSchema = z.strictObject(installOptions) satisfies z.ZodType<InstallOptions>;
const { offers, others, grantLowRisk, dryRun } = installOptions;
export const lockSchema = z.strictObject({
  ...{ offers, others, grantLowRisk, dryRun },
  lock: z
    .string()
    .max(16 * 1024 * 1024)
    .describe('The text of an installed.lock.'),
  prune: z.boolean().optional().describe('Uninstall what the lock does not name.'),
});
export const lockReply = z.object({ lock: z.string() });
const word = z.string().max(200).optional();
export const pluginQuerySchema = z.strictObject({
  id: word,
  point: z.enum(extensionPointIds).optional().describe('An extension point it adds to.'),
  permission: word.describe('A permission it holds, or a family such as net.'),
  asks: word.describe('A permission it asks for, held or not.'),
  state: z.literal(pluginStates).optional(),
  wanted: z.literal(['enabled', 'disabled']).optional(),
  publisher: word,
  text: word.describe('Words that all occur in what is said of it.'),
});
export const rollbackSchema = z.strictObject({ to: z.string().max(100).optional().describe('A kept version.') });
export const pinSchema = z.strictObject({ pinned: z.boolean() });
const flag = z
  .literal(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();
export const removalSchema = z.strictObject({
  purge: flag.describe('Forget what it stored at once.'),
  withDependents: flag.describe('Do the same with the plugins that need it.'),
  alone: flag.describe('Leave the plugins that need it without it.'),
});
export const enableSchema = z.strictObject({
  withDependencies: flag.describe('Enable what it needs as well, and bring in what is missing.'),
  alone: flag.describe('Enable it without what it needs.'),
});
export const addIndicatorSchema = z.strictObject({
  contribution: contributionIdSchema,
  inputs: inputsSchema.default({}),
});
export const setIndicatorSchema = z.strictObject({ inputs: inputsSchema.optional(), hidden: z.boolean().optional() });
export const setChartTypeSchema = z.strictObject({
  contribution: z.string().max(130).optional(),
  inputs: inputsSchema.optional(),
});
export const replaySchema = z.union([
  z.strictObject({ action: replayActionSchema }),
  z.strictObject({ speed: replaySpeedSchema }),
]);
export const layoutSchema = z.strictObject({ layout: json });

export const errorReply = z.object({
  error: z.object({ code: z.string(), message: z.string(), data: json }) satisfies z.ZodType<ErrorJson>,
});
export const okReply = z.object({ ok: z.literal(true) });

const usage = z.object({
  cpuMs: z.number(),
  wallMs: z.number().describe('Time in turns on the clock.'),
  heapBytes: z.number(),
  externalBytes: z.number(),
  turns: z.number(),
  turnMs: z
    .object({ p50: z.number(), p95: z.number(), max: z.number() })
    .describe('Of the last 256 turns; max of all.'),
  queued: z.number().describe('Messages that wait for it.'),
  conflated: z.number().describe('Changes of bars put together with a later one before it saw them.'),
  dropped: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  calls: z.record(z.string(), z.object({ allowed: z.number(), denied: z.number() })).describe('By capability.method.'),
  errors: z.object({
    count: z.number(),
    kinds: z.array(
      z.object({
        fingerprint: z.string(),
        code: z.string(),
        message: z.string(),
        place: z.string().optional().describe('file:line:column as its author wrote it.'),
        count: z.number(),
        lastAt: z.number(),
      }),
    ),
  }),
  kills: z.number(),
  restarts: z.number(),
  strikes: z.number().describe('Kills that count towards quarantine now.'),
}) satisfies z.ZodType<PluginUsage>;
export const pluginReply = z.object({
  id: z.string(),
  displayName: z.string(),
  description: z.string(),
  version: z.string(),
  wanted: z.literal(['enabled', 'disabled']),
  state: z.literal(pluginStates),
  source: z.string(),
  publisher: z.string(),
  fingerprint: z.string().optional(),
  trust: z.literal(['reviewed', 'private', 'developer']),
  error: z.object({ code: z.string(), message: z.string(), time: z.number() }).optional(),
  pinned: z.boolean().optional(),
  configurable: z.boolean().optional().describe('It has settings.'),
  older: z.array(z.string()).optional().describe('Versions it can return to.'),
  usage,
}) satisfies z.ZodType<PluginSummary>;
const contribution = z.looseObject({ point: z.string(), id: z.string(), info: json });
export const pluginInfoReply = pluginReply.extend({
  manifest: json,
  contributions: z.array(contribution),
  grants: z.array(
    z.object({ permission: z.string(), limits: z.unknown(), lifetime: z.string(), grantedAt: z.number() }),
  ),
  versions: z.array(z.string()),
  dependencies: z.unknown(),
  needs: z.array(
    z.object({
      plugin: z.string(),
      range: z.string(),
      optional: z.boolean(),
      state: z.literal(dependencyStates),
      version: z.string().optional(),
      code: z.string().optional(),
    }),
  ),
  exports: z.array(z.looseObject({ id: z.string(), title: z.string() })),
  dependents: z.array(z.string()),
  settings: z.unknown(),
  digest: z.string().optional(),
});
export const pluginsReply = z.object({ plugins: z.array(pluginReply) });
export const changeReply = z.object({
  ok: z.literal(true),
  changes: z.array(z.object({ plugin: z.string(), from: z.string().nullable(), to: z.string().nullable() })),
  grants: z.array(z.object({ plugin: z.string(), permission: z.string() })),
  dryRun: z.boolean(),
  withheld: z.array(z.object({ plugin: z.string(), permission: z.string(), sentence: z.string() })),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  left: z
    .array(
      z.object({
        plugin: z.string(),
        version: z.string(),
        needs: z.string(),
        range: z.string(),
        why: z.literal(['unknown', 'no-version', 'conflict']),
      }),
    )
    .optional()
    .describe('Optional dependencies that it goes without.'),
  contributions: z.array(contribution),
  signed: z
    .object({
      outcome: z.literal(['trusted', 'private']),
      publisher: z.string(),
      fingerprint: z.string(),
      known: z.boolean(),
      reviewed: z.boolean(),
      reasons: z.array(z.string()),
    })
    .optional(),
  asks: z.array(consentAsk.extend({ plugin: z.string().optional() })).optional(),
});
export const contributionsReply = z.object({
  contributions: z.array(contribution.extend({ plugin: z.string(), contribution: z.string() })),
});
export const pastReply = z.object({
  moves: z.array(
    z.object({
      plugin: z.string(),
      time: z.number(),
      version: z.string(),
      from: z.string(),
      event: z.string(),
      to: z.string(),
      cause: z.string(),
    }),
  ),
  faults: z.array(
    z.object({
      plugin: z.string(),
      fingerprint: z.string(),
      code: z.string(),
      message: z.string(),
      version: z.string(),
      count: z.number(),
      firstAt: z.number(),
      lastAt: z.number(),
    }),
  ),
});
export const logsReply = z.object({
  plugin: z.string(),
  lines: z.array(z.object({ seq: z.number(), time: z.number(), level: z.literal([...logLevels]), text: z.string() })),
});
const whole = z.number().int();
export const cpuProfileReply = z
  .object({
    nodes: z.array(
      z.object({
        id: whole,
        callFrame: z.object({
          functionName: z.string(),
          scriptId: z.string(),
          url: z.string(),
          lineNumber: whole,
          columnNumber: whole,
        }),
        hitCount: whole,
        children: z.array(whole),
      }),
    ),
    startTime: whole.describe('Microseconds of one clock.'),
    endTime: whole,
    samples: z.array(whole),
    timeDeltas: z.array(whole),
  })
  .describe('A .cpuprofile, as Chrome and editors open it.');
export const profilesReply = z.object({
  profiles: z.array(z.object({ file: z.string(), time: z.number(), bytes: z.number() })),
});
export const eventsReply = z.object({
  events: z.array(
    z.object({
      seq: z.number(),
      time: z.number(),
      type: z.string(),
      plugin: z.string().optional(),
      data: z.json(),
    }) satisfies z.ZodType<HostEvent>,
  ),
});
export const vitalsReply = z.object({
  time: z.number(),
  loopGapMs: z.number(),
  rssBytes: z.number(),
  safeMode: z.object({ why: z.literal(['asked', 'failed-starts']), reason: z.string() }).optional(),
  runners: z.array(
    z.object({
      pid: z.number(),
      kind: z.string(),
      driver: z.literal(['isolate', 'process']),
      rssBytes: z.number(),
      plugins: z.number(),
      restarts: z.number(),
      lagMs: z.number().describe('How long the last message to it waited for its loop.'),
    }),
  ),
  deaths: z.array(z.object({ kind: z.string(), cause: z.string(), count: z.number() })),
});
export const indicatorReply = z.object({
  id: z.string(),
  contribution: z.string(),
  series: z.string(),
  inputs: json,
  warmup: z.number().optional(),
  hidden: z.boolean(),
  status: z.literal(['waiting', 'live', 'failed']),
  error: errorReply.shape.error.optional(),
});
export const chartReply = z.discriminatedUnion('state', [
  z.object({ state: z.literal('loading'), text: z.string() }),
  z.object({
    state: z.literal('ready'),
    chart: z.object({
      provider: z.string(),
      series: z.string(),
      instrument: z.looseObject({ id: z.string(), title: z.string() }),
      timeframe: z.string(),
      chartType: z
        .object({
          contribution: z.string(),
          inputs: json,
          style: z.literal(chartStyles),
          synthetic: z.boolean(),
          status: z.literal(['waiting', 'live', 'failed']),
          error: errorReply.shape.error.optional(),
        })
        .optional(),
      indicators: z.array(indicatorReply),
      replay: z.object({
        mode: z.literal(['off', 'paused', 'playing', 'ended']),
        speed: z.number(),
        position: z.number(),
        total: z.number(),
      }),
    }),
  }),
  z.object({ state: z.literal('failed'), error: errorReply.shape.error }),
]);
export const layoutReply = z.object({ layout: json.nullable() });
export const healthReply = z.object({
  status: z.literal('ok'),
  version: z.string(),
  plugins: z.object({ active: z.number(), failed: z.number(), quarantined: z.number() }),
});
export const sessionReply = z.object({ csrf: z.string() });

const cell = z.number().nullable();
const jsonBars = z
  .strictObject({
    time: z.array(z.number()),
    open: z.array(z.number()),
    high: z.array(z.number()),
    low: z.array(z.number()),
    close: z.array(z.number()),
    volume: z.array(cell),
  })
  .transform((bars): BarColumns => {
    const columns = barColumnNames.map((name) => [name, Float64Array.from(bars[name], (value) => value ?? Number.NaN)]);
    return { ...Object.fromEntries(columns), length: bars.time.length };
  });
const frameBars = z
  .custom<BarColumns>((bars) => (bars as BarColumns | null)?.time instanceof Float64Array)
  .meta({ title: 'Columns' });
/** Bars as JSON, or as they come out of frames. */
export const barsSchema = z.union([jsonBars, frameBars]);
export const indicatorRunSchema = z.strictObject({
  plugin: pluginIdSchema,
  indicator: z.string().max(64),
  inputs: inputsSchema.default({}),
  bars: barsSchema,
});
export const indicatorRunReply = z.object({
  inputs: json,
  bars: z.number(),
  outputs: z.record(z.string(), z.array(cell)),
});
