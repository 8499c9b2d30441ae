/** One life of an installed plugin: its session, and where everything goes that the plugin says in it. */

import type { CodedError, GuestError, JsonObject, PluginRecord } from '@omnitrade/contracts';
import type { CapsuleRecorder, Meter } from '@omnitrade/sandbox';
import { pluginError } from '../errors.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { countError } from './count-error.ts';
import { PluginSession } from './plugin-session.ts';
import type { PluginUsers } from './plugin-users.ts';
import type { PluginWorld } from './plugin-world.ts';
import type { Company } from './runner-class.ts';

export interface LifeOf {
  readonly world: PluginWorld;
  readonly record: PluginRecord;
  readonly package: PluginPackage;
  readonly settings: JsonObject;
  readonly powers: SessionPowers;
  readonly users: PluginUsers;
  readonly meter: Meter;
  readonly company: Company;
  readonly recorder: CapsuleRecorder | undefined;
  readonly onLoaded: () => void;
  readonly onStopped: (cause: 'self' | 'neighbour', error: CodedError) => void;
}

export function openLife(of: LifeOf): PluginSession {
  const { world, users, powers, meter, company, recorder, settings, onLoaded, onStopped } = of;
  const { id, contributions } = of.record;
  const { inForce, log } = world;
  const warn = ({ code, message }: CodedError) => {
    log(id, 'warn', message);
    world.emit('plugin.warned', id, { code, message });
  };
  const count = (code: string, error: Pick<GuestError, 'message' | 'stack'>) =>
    countError(meter, world.now(), { ...error, code });
  /** What was not there when it was tried is in no picker, so it is not taken. */
  const contributed = (point: string, local: string) => {
    const recorded = contributions.find((one) => one.point === point && one.id === local);
    if (!recorded) return warn(pluginError('not-recorded', { plugin: id, id: local }));
    if (inForce.of(id).some((one) => one.id === local)) return;
    const added = inForce.add(id, recorded);
    session.scope.add('contribution', local, () => added[Symbol.dispose]());
  };
  const session = new PluginSession({
    sandbox: world.sandbox,
    package: of.package,
    ...company,
    powers,
    settings,
    seed: 1,
    meter,
    ...(recorder && { recorder }),
    listener: {
      onLoaded,
      onContribute: contributed,
      onLog: (level, text) => log(id, level, text),
      onUncaught: (error) => {
        const { name, message, stack } = error;
        count('plugin.uncaught', error);
        log(id, 'error', `Uncaught ${name}: ${message}${stack ? `\n${stack}` : ''}`);
      },
      onHookFailed: warn,
      onWarned: warn,
      onEmit: (contribution, data) => users.each((user) => user.onEmit?.(contribution, data)),
      onValues: (...values) => users.each((user) => user.onValues?.(...values)),
      onAttached: (...given) => users.each((user) => user.onAttached?.(...given)),
      onInstanceFailed: (instance, error) => {
        count('plugin.instance-failed', error);
        users.each((user) => user.onInstanceFailed?.(instance, error));
      },
      onStopped: (cause, error) => {
        if (cause === 'self') count(error.code, { message: error.message, ...pickStack(error) });
        onStopped(cause, error);
      },
    },
  });
  return session;
}

const pickStack = ({ data: { stack } }: CodedError) => (typeof stack === 'string' ? { stack } : {});
