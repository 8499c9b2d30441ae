import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../test-kit/kit.ts';
import { plugin } from '../test-kit/sources.ts';

const kit = createKit({ guest: readGuestModules(), policy: { startDeadlineMs: 400 } });
afterAll(() => kit[Symbol.asyncDispose]());

const kinds = (outputs: readonly { t: string }[]) => outputs.map(({ t }) => t);

describe('the life of a plugin', () => {
  it('goes from main over activate to deactivate, and each step is reported in order', async () => {
    const one = kit.start(plugin(`log.info('active');`, `console.log('main');`, `console.log('over');`));
    await one.activate();
    await one.deactivate();
    expect(one.logs).toEqual(['main', 'active', 'over']);
    expect(kinds(one.outputs)).toEqual(['log', 'loaded', 'log', 'activated', 'log', 'deactivated']);
    one[Symbol.dispose]();
    expect(await one.stopped).toEqual({ cause: 'ended', error: undefined });
  });

  it('waits for awaits at the top level of main and in activate', async () => {
    const wait = 'await new Promise((resolve) => setTimeout(resolve, 20));';
    const one = kit.start(plugin(`${wait} log.info('active');`, `${wait} console.log('main');`));
    await one.activate();
    expect(one.logs).toEqual(['main', 'active']);
  });

  it('takes a plain object as default export, refused any import', async () => {
    const one = kit.start(`export default { activate({ log }) { log.info('plain'); } };`);
    await one.activate();
    expect(one.logs).toEqual(['plain']);
  });

  it('resolves relative imports, cycles included, and gives every file the same instance of a module', async () => {
    const one = kit.start({
      'index.js': `import { a } from './lib/a.js'; import { b } from './lib/deep/b.js';
        export default { activate({ log }) { log.info(a(), b(), a.count); } };`,
      'lib/a.js': `import { b } from './deep/b.js'; export function a() { a.count = (a.count ?? 0) + 1; return 'a' + b.name; }`,
      'lib/deep/b.js': `import { a } from '../a.js'; export function b() { return a(); }`,
    });
    await one.activate();
    expect(one.logs).toEqual(['ab ab 2']);
  });

  it.each([
    ['a missing main', { 'other.js': '' }, /has no file index\.js, which its manifest names as main/],
    [
      'a missing file',
      { 'index.js': `import './gone.js';` },
      /index\.js imports gone\.js, which is not in the package/,
    ],
    ['a path that climbs out', { 'index.js': `import '../../etc/passwd';` }, /which is not in the package/],
    ['a bare name', { 'index.js': `import 'node:fs';` }, /index\.js imports 'node:fs'\. A plugin may import its own/],
    ['an address', { 'index.js': `import 'data:text/javascript,1';` }, /A plugin may import its own files/],
    ['a guest module', { 'index.js': `import 'guest:entry';` }, /A plugin may import its own files/],
    ['a syntax error', { 'index.js': `export default {;` }, /SyntaxError: .*plugin:\/\/plugin-\d+\/index\.js:1/],
    [
      'a missing name',
      { 'index.js': `import { x } from './b.js';`, 'b.js': '' },
      /does not provide an export named 'x'/,
    ],
    [
      'a throw in main',
      { 'index.js': `\nthrow new TypeError('oh');` },
      /TypeError: oh\n\s+at plugin:\/\/.*index\.js:2:7/,
    ],
    ['a rejection in main', { 'index.js': `Promise.reject(new Error('lost'));` }, /Error: lost/],
  ])('refuses %s with one sentence', async (_what, files: Record<string, string>, sentence) => {
    const one = kit.start(files);
    const { cause, error } = await one.stopped;
    expect(cause).toBe('self');
    expect(error?.code).toBe('sandbox.load-failed');
    expect(error?.message).toMatch(sentence);
  });

  it('takes types out of the modules it imports, and of no others', async () => {
    const one = kit.start({
      'index.js': `import { twice } from './twice.ts'; export default { activate({ log }) { log.info(twice(4)); } };`,
      'twice.ts': 'export const twice = (n: number): number => n * 2;',
      'never.ts': 'enum Unreadable { a }',
    });
    await one.activate();
    expect(one.logs).toEqual(['8']);
  });

  it.each([
    ['types that cannot be taken out', 'enum A { b }', /bad\.ts: .*enum/],
    ['types that are none', 'let a: = 1;', /bad\.ts: /],
  ])('refuses %s with one sentence', async (_what, text, sentence) => {
    const one = kit.start({ 'index.js': `import './bad.ts';`, 'bad.ts': text });
    const { cause, error } = await one.stopped;
    expect([cause, error?.code]).toEqual(['self', 'sandbox.load-failed']);
    expect(error?.message).toMatch(sentence);
  });

  it('that breaks the parser of types is named, and its neighbours come back', async () => {
    const calm = await kit.start(plugin('')).activate();
    const one = kit.start({ 'index.js': `import './bad.ts';`, 'bad.ts': '['.repeat(1e6) });
    const { cause, error } = await one.stopped;
    expect([cause, error?.code]).toEqual(['self', 'sandbox.runner-died']);
    expect(error?.message).toContain(one.run.plugin);
    expect((await calm.stopped).cause).toBe('neighbour');
  });

  it('reports a main that rejects after an await as failed to load', async () => {
    const one = kit.start(`await new Promise((r) => setTimeout(r, 5)); throw new Error('late');`);
    expect((await one.until('load-failed')).error.message).toBe('late');
  });

  it('reports a default export that is no plugin', async () => {
    const one = kit.start(`export default 42;`);
    expect((await one.until('load-failed')).error.message).toMatch(/must be a plugin/);
  });

  it('reports what activate throws, with the stack of the plugin alone', async () => {
    const one = kit.start(plugin(`throw Object.assign(new RangeError('no'), { code: 'my.code' });`));
    await one.until('loaded');
    one.post({ t: 'activate', context: { plugin: 'x', version: '1.0.0', permissions: [], settings: {} } });
    const { error } = await one.until('activate-failed');
    expect(error).toMatchObject({ name: 'RangeError', message: 'no', code: 'my.code' });
    for (const line of error.stack?.split('\n') ?? []) expect(line).toMatch(/plugin:\/\/plugin-\d+\/index\.js/);
  });

  it('hands activate the capabilities that were granted and leaves out the others', async () => {
    const source = `export default { activate(c) { c.log.info(typeof c.charts, c.settings.depth, c.plugin.version); } };`;
    const [granted, refused] = [kit.start(source), kit.start(source)];
    await granted.activate(['charts:write'], { depth: 3 });
    await refused.activate([], {});
    expect(granted.logs).toEqual(['object 3 1.0.0']);
    expect(refused.logs).toEqual(['undefined undefined 1.0.0']);
  });

  it('stops a plugin whose start never ends, by its deadline', async () => {
    const one = kit.start(plugin(`await new Promise(() => {});`));
    await expect(one.activate()).rejects.toMatchObject({
      code: 'sandbox.start-timeout',
      data: { plugin: one.run.plugin, limitMs: 400, where: 'activate' },
    });
  });

  it('carries a long source over in parts, whatever has to be escaped', async () => {
    const text = `${'\\u0001'.repeat(100)}${'\u0001é💹"\\\\'.repeat(120_000)}`;
    const one = kit.start(`const text = '${text}'; export default { activate({ log }) { log.info(text.length); } };`);
    await one.activate();
    expect(one.logs).toEqual([String(100 + 6 * 120_000)]);
  });

  it('reports an error nobody caught, and the plugin goes on', async () => {
    const one = kit.start(
      plugin(`setTimeout(() => { throw new Error('in a timer'); }, 5);
        setTimeout(() => { Promise.reject(new TypeError('in a promise')); }, 10);
        setTimeout(() => queueMicrotask(() => { throw new Error('in a microtask'); }), 15);
        setTimeout(() => log.info('still here'), 30);`),
    );
    await one.activate();
    await one.until('log');
    expect(one.all('uncaught').map(({ error }) => error.message)).toEqual([
      'in a timer',
      'in a promise',
      'in a microtask',
    ]);
  });
});
