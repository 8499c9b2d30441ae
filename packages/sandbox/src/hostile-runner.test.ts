import { fileURLToPath } from 'node:url';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterEach, describe, expect, it } from 'vitest';
import { createKit, gone, type Kit } from '../test-kit/kit.ts';
import { plugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';
import { launchProgram } from './supervisor/launch.ts';

const program = fileURLToPath(new URL('../test-kit/evil-runner.ts', import.meta.url));
const kits: Kit[] = [];
function newKit(deed: string): Kit {
  const policy = {
    helloMs: 3_000,
    beginMs: 4_000,
    replyMs: 400,
    unloadMs: 200,
    watchMs: 10,
    stuckMs: 30,
    runnerBaseMb: 112,
    runnerSpareMb: 100,
    memoryGraceMs: 50,
  };
  const kit = createKit({ guest: readGuestModules(), policy, launch: () => launchProgram([program, deed]) });
  kits.push(kit);
  return kit;
}
afterEach(async () => {
  for (const kit of kits.splice(0)) await kit[Symbol.asyncDispose]();
});

const calm = plugin('');

describe('a runner that was taken over', () => {
  it('and still behaves is not told from an honest one', async () => {
    const kit = newKit('nothing');
    const one = await kit.start(calm).activate();
    one.attach(new TestSeries(10));
    await one.idle();
    expect(kit.deaths).toEqual([]);
  });

  it.each([
    ['no-hello', /no sign of life within 3000 ms/],
    ['another-protocol', /broke the protocol: a hello out of place/],
    ['a-message-before-its-hello', /a message before its hello/],
    ['an-exit', /exit code 3/],
    ['never-begins', /did not begin with plugin-1/],
  ])('and answers its first frame with %s is ended, and nobody is blamed', async (deed, reason) => {
    const kit = newKit(deed);
    const two = [kit.start(calm), kit.start(calm)];
    for (const one of two) {
      const { cause, error } = await one.stopped;
      expect([cause, error?.code]).toEqual(['neighbour', 'sandbox.neighbour-died']);
    }
    expect(kit.deaths[0]?.reason).toMatch(reason);
    await gone(two[0]?.run.runnerPid as number);
  });

  it.each([
    ['another-frame', /a reply to a frame that was not sent/],
    ['a-frame-twice', /a reply to a frame that was not sent/],
    ['another-slot', /a result of a plugin it was not given/],
    ['an-instance-it-has-not', /a job of an instance it was not given/],
    ['more-bars-than-there-are', /a job beyond the bars it was given/],
    ['parts-without-end', /a part of a reply without results/],
    ['no-reply', /no reply within 400 ms/],
    ['an-end-of-another', /the end of a plugin it was not given/],
    ['an-end-without-a-code', /the end of a plugin in the wrong shape/],
    ['outputs-nobody-asked-for', /outputs of a call that was not begun/],
    ['a-beginning-nobody-asked-for', /a call begun that was not asked for/],
    ['a-profile-nobody-asked-for', /a profile nobody asked for/],
    ['a-profile-of-another', /a profile in the wrong shape/],
    ['samples-nobody-asked-for', /samples that were not asked for/],
    ['an-unknown-message', /an unknown message evil/],
    ['a-message-without-a-type', /an unknown message undefined/],
    ['another-hello', /a hello out of place/],
    ['bytes-that-are-no-frame', /over the limit/],
    ['a-frame-of-four-gigabytes', /over the limit/],
    ['a-header-that-is-no-json', /its header is not JSON/],
    ['a-closed-connection', /it closed its connection/],
    ['memory-without-end', /it used \d+ MB of memory/],
    ['noise-on-its-error-output', /SIGKILL/],
  ])('and answers with %s is ended with a reason, and nobody is blamed', async (deed, reason) => {
    const kit = newKit(deed);
    const two = [await kit.start(calm).activate(), await kit.start(calm).activate()];
    const series = new TestSeries(10);
    for (const one of two) one.attach(series);
    for (const one of two) {
      const { cause, error } = await one.stopped;
      expect([cause, error?.code]).toEqual(['neighbour', 'sandbox.neighbour-died']);
    }
    expect(kit.deaths).toHaveLength(1);
    expect(kit.deaths[0]?.reason).toMatch(reason);
    expect(kit.deaths[0]?.culprit).toBeUndefined();
    expect([...(two[0]?.values.keys() ?? [])]).toEqual([]);
    await gone(two[0]?.run.runnerPid as number);
  });

  it.each([
    ['a-spin-in-a-plugin', 'sandbox.timeout'],
    ['a-doomed-end', 'sandbox.runner-died'],
  ])('or merely ended by %s leaves the name of the plugin it was in', async (deed, code) => {
    const kit = newKit(deed);
    const [one, other] = [await kit.start(calm).activate(), await kit.start(calm).activate()];
    one.attach(new TestSeries(10));
    expect(await one.stopped).toMatchObject({ cause: 'self', error: { code, data: { plugin: one.run.plugin } } });
    expect((await other.stopped).cause).toBe('neighbour');
    expect(kit.deaths).toMatchObject([{ culprit: one.run.plugin }]);
  });

  it('and will not let go of a plugin is ended itself', async () => {
    const kit = newKit('never-unloads');
    const [goes, stays] = [await kit.start(calm).activate(), await kit.start(calm).activate()];
    goes[Symbol.dispose]();
    expect((await stays.stopped).error?.message).toMatch(/plugin-1 could not be ended/);
  });
});
