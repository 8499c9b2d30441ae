import type { KeptProfile } from '@omnitrade/contracts';
import { type CpuProfile, defaultPolicy } from '@omnitrade/sandbox';
import { afterEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';

const opened: TestHost[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});

/** Behaves while it is tried; then takes long for every turn. It calls itself, so that no compiler makes it a part of its caller. */
const slow = `let shown = false;
function smoulder(turns) { if (turns > 5000) return smoulder(turns / 2) + smoulder(turns / 2); let sum = 0; for (let n = 0; n < turns; n++) sum += Math.sin(n); return sum; }
export default { activate({ charts }) {
  charts.addIndicator({ id: 'line', title: 'L', inputs: {}, outputs: [{ key: 'value', plot: 'line', pane: 'own' }], warmup: () => 0,
    calc({ in: bars, out, from, to }) { shown ||= bars.close[59] === 159; for (let i = from; i < to; i++) out.value[i] = bars.close[i]; } });
  setInterval(() => { if (shown) globalThis.sum = smoulder(TURNS); }, 25);
} };`;

/** So many turns of the loop that one call takes about 10 ms here. */
function countTurns(): number {
  const started = performance.now();
  let sum = 0;
  for (let n = 0; n < 1_000_000; n++) sum += Math.sin(n);
  const ms = Math.max(1, performance.now() - started + (sum > 1e9 ? 1 : 0));
  return Math.round((1_000_000 / ms) * 10);
}

async function openSlow(): Promise<{ test: TestHost; kept: { plugin: string; profile: CpuProfile }[] }> {
  const kept: { plugin: string; profile: CpuProfile }[] = [];
  const list: KeptProfile[] = [];
  const profiles = {
    keep: async (plugin: string, time: number, text: string) => {
      kept.push({ plugin, profile: JSON.parse(text) });
      const one = { file: `${plugin}.${time}.cpuprofile`, time, bytes: text.length };
      list.push(one);
      return one;
    },
    list: async () => list,
  };
  // Slow is what takes a tenth of its limit, so that a busy machine ends nothing.
  const test = await openTestHost({ profiles, policy: { ...defaultPolicy, slowShare: 0.1 } });
  opened.push(test);
  await test.install(dailyProvider('days'));
  await test.install({
    name: 'slow',
    permissions: ['charts:write'],
    extensionPoints: ['chart.indicator'],
    files: { 'index.js': slow.replace('TURNS', `${countTurns()}`) },
  });
  await test.host.chart.open(daysOf('days', [{ contribution: 'slow/line', inputs: {} }]));
  await test.until(() => expect(test.summary('slow')).toMatchObject({ state: 'active' }));
  return { test, kept };
}
const namesOf = ({ nodes }: CpuProfile) => nodes.map(({ callFrame }) => callFrame.functionName);

describe('a profile', () => {
  it('is taken of a running plugin when it is asked for', async () => {
    const { test } = await openSlow();
    const profile = await test.host.profile('slow', 0.6);
    expect(namesOf(profile)).toContain('smoulder');
    const { callFrame } = profile.nodes.find((node) => node.callFrame.functionName === 'smoulder') ?? {};
    expect(callFrame).toMatchObject({ url: 'plugin://slow/index.js', lineNumber: 1 });
  });

  it('cannot be had of a plugin that does not run, or is not there', async () => {
    const { test } = await openSlow();
    await test.host.disable('slow');
    await expect(test.host.profile('slow', 0.1)).rejects.toMatchObject({ code: 'plugin.stopped' });
    await expect(test.host.profile('none', 0.1)).rejects.toMatchObject({ code: 'registry.not-installed' });
  });

  it('is kept, once, of a plugin that keeps coming near its limit', async () => {
    const { test, kept } = await openSlow();
    await test.until(() => expect(kept).toHaveLength(1));
    expect(namesOf(kept[0]?.profile as CpuProfile)).toContain('smoulder');
    expect(test.events('plugin.profiled')).toMatchObject([{ plugin: 'slow', data: { bytes: expect.any(Number) } }]);
    expect(await test.host.profilesOf('slow')).toMatchObject([{ file: expect.stringContaining('slow') }]);
  });
});
