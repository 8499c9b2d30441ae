/** Reads what a plugin said: JSON of a known shape, or the plugin is stopped. */

import {
  hookNames,
  isLocalId,
  logLevels,
  logTextMaxChars,
  stateVersionMax,
  type TurnOutput,
  turnOutputMaxChars,
} from '@omnitrade/contracts';

/** The shortest message takes this many characters, so this many fit a turn. */
const maxOutputs = Math.floor(turnOutputMaxChars / 16);

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

/** Parses a plugin's outputs; throws a plain Error that says what the plugin sent (the plugin is then stopped). */
export function parseOutputs(text: string): TurnOutput[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Error('a message that is not JSON');
  }
  if (!Array.isArray(list)) throw new Error('messages that are no list');
  if (list.length > maxOutputs) throw new Error(`${list.length} messages in one turn (limit ${maxOutputs})`);
  return list.map(checkOutput);
}

type Fields = Readonly<Record<string, unknown>>;
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;

const shapes: { readonly [T in TurnOutput['t']]: (o: Fields) => boolean } = {
  loaded: (o) => o.code === undefined || isPluginCode(o.code),
  'load-failed': (o) => isGuestError(o.error),
  activated: () => true,
  'activate-failed': (o) => isGuestError(o.error),
  deactivated: () => true,
  contribute: (o) =>
    isText(o.point, 64) && isText(o.id, 64) && isLocalId(o.id) && typeof o.info === 'object' && o.info !== null,
  log: (o) => (logLevels as readonly unknown[]).includes(o.level) && isText(o.text, logTextMaxChars),
  'timer-set': (o) => isCount(o.id) && typeof o.afterMs === 'number' && typeof o.every === 'boolean',
  'timer-clear': (o) => isCount(o.id),
  request: (o) => isCount(o.id) && isText(o.capability, 64) && isText(o.method, 64) && Array.isArray(o.args),
  return: (o) =>
    isCount(o.id) &&
    (o.ok === true
      ? o.value !== undefined && (o.rows === undefined || isCount(o.rows))
      : o.ok === false && isGuestError(o.error)),
  emit: (o) => isText(o.contribution, 64) && o.data !== undefined,
  attached: (o) => isCount(o.instance) && isCount(o.warmup) && (o.converge === undefined || isCount(o.converge)),
  'instance-failed': (o) => isCount(o.instance) && isGuestError(o.error),
  uncaught: (o) => isGuestError(o.error),
};

function checkOutput(value: unknown): TurnOutput {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('a message that is no object');
  const output = value as Fields;
  const shape =
    typeof output.t === 'string' && Object.hasOwn(shapes, output.t) ? shapes[output.t as TurnOutput['t']] : undefined;
  if (!shape) throw new Error(`a message of the unknown kind ${JSON.stringify(output.t)?.slice(0, 40)}`);
  if (!shape(output)) throw new Error(`a '${String(output.t)}' message of the wrong shape`);
  return output as unknown as TurnOutput;
}

function isPluginCode(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { hooks, state } = value as Fields;
  return (
    Array.isArray(hooks) &&
    new Set(hooks).size === hooks.length &&
    hooks.every((hook) => (hookNames as readonly unknown[]).includes(hook)) &&
    (state === undefined || (isCount(state) && state > 0 && state <= stateVersionMax))
  );
}

function isGuestError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const error = value as { name?: unknown; message?: unknown; stack?: unknown; code?: unknown };
  return (
    isText(error.name, 200) &&
    isText(error.message, 8192) &&
    (error.stack === undefined || isText(error.stack, 8192)) &&
    (error.code === undefined || isText(error.code, 100))
  );
}
