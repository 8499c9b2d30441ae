/** What a home must hold after each act, for the test that kills whoever carries them out. */

import type { Act, Found, Held } from './crash-child-fixture.ts';

export const plugins = ['ant', 'bee'] as const;
export const versions = ['1.0.0', '1.1.0', '2.0.0'] as const;

type State = Pick<Held, 'data' | 'size'>;
const nothing: State = { data: null, size: null };

interface Installed extends Held {
  /** What each kept version had when it was left. */
  readonly stateOf: Readonly<Record<string, State>>;
}

export interface World {
  readonly installed: Readonly<Record<string, Installed>>;
  /** What uninstalled plugins left behind. */
  readonly left: Readonly<Record<string, State>>;
}

export const emptyWorld: World = { installed: {}, left: {} };

/** The world after an act that was carried out. */
export function apply({ installed, left }: World, act: Act): World {
  const { plugin } = act;
  const held = installed[plugin];
  const put = (changed: Installed): World => ({ installed: { ...installed, [plugin]: changed }, left });
  if (act.act === 'install') {
    if (held) return put(moveTo(held, act.version, held));
    return put({ version: act.version, wanted: 'enabled', ...(left[plugin] ?? nothing), kept: [], stateOf: {} });
  }
  if (!held) return { installed, left };
  switch (act.act) {
    case 'enable':
    case 'disable':
      return put({ ...held, wanted: `${act.act}d` });
    case 'store':
      return put({ ...held, data: act.value });
    case 'set':
      return put({ ...held, size: act.value });
    case 'rollback': {
      const [version] = held.kept;
      return version === undefined ? { installed, left } : put(moveTo(held, version, held.stateOf[version] ?? nothing));
    }
    case 'uninstall': {
      const { [plugin]: _, ...rest } = installed;
      return { installed: rest, left: { ...left, [plugin]: stateIn(held) } };
    }
  }
}

const stateIn = ({ data, size }: State): State => ({ data, size });

function moveTo(held: Installed, version: string, state: State): Installed {
  if (version === held.version) return { ...held, ...stateIn(state) };
  const kept = [held.version, ...held.kept.filter((one) => one !== version && one !== held.version)];
  return { ...held, version, ...stateIn(state), kept, stateOf: { ...held.stateOf, [held.version]: stateIn(held) } };
}

/** Equal texts for equal homes. */
export function toText(held: Found['plugins'] | World['installed']): string {
  const plain = Object.entries(held).map(([id, { version, wanted, data, size, kept }]) => {
    return [id, version, wanted, data, size, kept];
  });
  return JSON.stringify(plain.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)));
}

const kinds = ['install', 'install', 'install', 'enable', 'disable', 'store', 'set', 'set', 'rollback', 'uninstall'] as const; // biome-ignore format: one line

export function makeActs(random: () => number, count: number): Act[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (): Act => {
    const plugin = pick(plugins);
    const act = pick(kinds);
    if (act === 'install') return { act, plugin, version: pick(versions) };
    return act === 'store' || act === 'set' ? { act, plugin, value: Math.floor(random() * 1e6) } : { act, plugin };
  });
}
