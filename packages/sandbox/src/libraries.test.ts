import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../test-kit/kit.ts';
import { readCapsule } from './capsule/read.ts';
import { CapsuleRecorder } from './capsule/record.ts';
import { replayCapsule } from './capsule/replay.ts';

const guest = readGuestModules();
const kit = createKit({ guest });
afterAll(() => kit[Symbol.asyncDispose]());

const links = {
  '': { 'plugin:tools': 'plugin:tools/lib/index.js' },
  tools: { 'plugin:base': 'plugin:base/index.js' },
};
const library = {
  'plugin:tools/lib/index.js': `import { one } from 'plugin:base'; import { two } from '../two.js';
    export let calls = 0; export function three() { calls++; return one + two; }`,
  'plugin:tools/two.js': 'export const two = 2;',
  'plugin:base/index.js': 'export const one = 1;',
};
const user = `import { calls, three } from 'plugin:tools';
  export default { activate({ log }) { log.info(three(), calls); } };`;

describe('a library of another plugin', () => {
  it('is linked with its own files and its own libraries', async () => {
    const one = kit.start({ ...library, 'index.js': user }, { links });
    await one.activate();
    expect(one.logs).toEqual(['3 1']);
  });

  it('shares nothing between two plugins that use it', async () => {
    const [one, two] = ['one', 'two'].map((name) => kit.start({ ...library, 'index.js': user }, { links, name }));
    await one?.activate();
    await two?.activate();
    expect([one?.logs, two?.logs]).toEqual([['3 1'], ['3 1']]);
  });

  it('names itself in stack traces', async () => {
    const broken = { ...library, 'plugin:tools/two.js': `export const two = 2; throw new Error('not two');` };
    const { error } = await kit.start({ ...broken, 'index.js': user }, { links }).stopped;
    expect(error?.message).toMatch(/not two\n\s+at plugin:\/\/tools\/two\.js/);
  });

  it.each([
    ['one that is not linked', { 'index.js': `import 'plugin:other';` }, /'plugin:other'.*among its dependencies/],
    ['the libraries of its libraries', { 'index.js': `import 'plugin:base';` }, /'plugin:base', but there is no such/],
    ['a file of a library', { 'index.js': `import 'plugin:tools/two.js';` }, /no such library for plugin-/],
    ['a name from the chain of prototypes', { 'index.js': `import 'plugin:__proto__';` }, /no such library/],
    [
      'the files of the plugin, from a library',
      { 'index.js': user, 'mine.js': '', 'plugin:tools/two.js': `import '../mine.js';` },
      /plugin:tools\/two\.js imports .*mine\.js, which is not in the package/,
    ],
    [
      'a library the plugin has, from a library that has it not',
      { 'index.js': user, 'plugin:base/index.js': `import 'plugin:tools';` },
      /no such library for base/,
    ],
  ])('gives no way to %s', async (_what, files: Record<string, string>, sentence) => {
    const { error } = await kit.start({ ...library, ...files }, { links }).stopped;
    expect(error).toMatchObject({ code: 'sandbox.load-failed', message: expect.stringMatching(sentence) });
  });

  it('is part of a recorded run and plays with it', async () => {
    const parts: Uint8Array[] = [];
    const recorder = new CapsuleRecorder({
      ...{ plugin: 'taped', version: '1.0.0', guest },
      write: (bytes) => parts.push(bytes.slice()),
    });
    const one = kit.start({ ...library, 'index.js': user }, { links, recorder, name: 'taped' });
    await one.activate();
    one[Symbol.dispose]();
    await one.stopped;
    const report = await replayCapsule(readCapsule(Buffer.concat(parts)), { guest });
    expect(report).toMatchObject({ same: true, turns: 2 });
  });
});
