/** The ids that cross package borders, as branded strings, and the shapes they must have. */

declare const brand: unique symbol;
type Branded<T, B extends string> = T & { readonly [brand]: B };

/** `name` of the manifest: `[a-z][a-z0-9-]{1,63}`, unique in one home. */
export type PluginId = Branded<string, 'PluginId'>;
/** `plugin/local`, for example `classic-indicators/sma`. */
export type ContributionId = Branded<string, 'ContributionId'>;
/** One contribution put to use with its own inputs: `c_<ulid>`. */
export type InstanceId = Branded<string, 'InstanceId'>;
/** `VENUE:SYMBOL`, opaque to plugins. */
export type InstrumentId = Branded<string, 'InstrumentId'>;
/** `<instrument>@<timeframe>`, one series of bars in the market hub. */
export type SeriesId = Branded<string, 'SeriesId'>;

const pluginIdShape = /^[a-z][a-z0-9-]{1,63}$/;
const localIdShape = /^[a-z][a-z0-9-]{0,63}$/;
const instrumentIdShape = /^[A-Z0-9][A-Z0-9._-]{0,31}:[A-Za-z0-9^][A-Za-z0-9^._/-]{0,63}$/;
const instanceIdShape = /^c_[0-9A-HJKMNP-TV-Z]{26}$/;

export const isPluginId = (text: string): text is PluginId => pluginIdShape.test(text);
/** The part of a contribution id behind the slash. */
export const isLocalId = (text: string): boolean => localIdShape.test(text);
export const isInstrumentId = (text: string): text is InstrumentId => instrumentIdShape.test(text);
export const isInstanceId = (text: string): text is InstanceId => instanceIdShape.test(text);

export function toContributionId(plugin: PluginId, local: string): ContributionId {
  return `${plugin}/${local}` as ContributionId;
}

/** Splits `plugin/local`; returns undefined if the text is not a contribution id. */
export function parseContributionId(text: string): { plugin: PluginId; local: string } | undefined {
  const slash = text.indexOf('/');
  const plugin = text.slice(0, slash);
  const local = text.slice(slash + 1);
  return slash > 0 && isPluginId(plugin) && isLocalId(local) ? { plugin, local } : undefined;
}

const base32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A new instance id: 48 bits of time, 80 bits of chance, sortable by time. Trusted side only. */
export function createInstanceId(timeMs: number): InstanceId {
  let stamp = '';
  for (let rest = timeMs, i = 0; i < 10; i++, rest = Math.floor(rest / 32)) stamp = base32[rest % 32] + stamp;
  const chance = crypto.getRandomValues(new Uint8Array(16));
  return `c_${stamp}${Array.from(chance, (byte) => base32[byte % 32]).join('')}` as InstanceId;
}
