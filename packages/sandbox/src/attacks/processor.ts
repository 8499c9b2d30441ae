/** Attacks on the processor: code that does not come back. */

import { type Attack, attackPlugin, spread } from './attack.ts';

const spin = { spin: 'for (;;);' };

/** What V8 interrupts: the limit of the call ends it, and the isolate alone. */
const interruptible = {
  'microtask-storm': '(function again() { Promise.resolve().then(again); })();',
  'await-loop': '(async () => { for (;;) await 0; })();',
  'then-chain': 'let q = Promise.resolve(); for (;;) q = q.then(() => 1);',
  regex: `/^(a+)+$/.test('a'.repeat(60) + 'b');`,
  'regex-nested': `/(x+x+)+y/.test('x'.repeat(60));`,
  'sort-comparator': '[3, 2, 1].sort(() => { for (;;); });',
  getter: '({ get x() { for (;;); } }).x;',
  'proxy-trap': 'Object.keys(new Proxy({}, { ownKeys() { for (;;); } }));',
  finally: 'for (;;) { try { for (;;); } finally { continue; } }',
  'catch-all': 'for (;;) { try { (function deep() { deep(); })(); } catch {} }',
  'json-reviver': 'JSON.parse("[1]", () => { for (;;); });',
  generator: 'function* g() { for (;;) try { yield 1; } catch {} } for (const x of g());',
  'iterator-helper': 'Iterator.from({ next: () => ({ value: 1, done: false }) }).filter(() => false).next();',
  'to-primitive': 'String({ [Symbol.toPrimitive]() { for (;;); } });',
  'replace-callback': `'a'.replace(/a/, () => { for (;;); });`,
  'spin-and-queue': 'Promise.resolve().then(() => { for (;;); }); for (;;);',
} as const;

/** What it does not interrupt: only the process can be ended. */
const uninterruptible = {
  'index-of': 'new Array(2 ** 32 - 2).indexOf(1);',
  'bigint-squaring': 'let x = 3n ** 1000000n; for (;;) x = x * x;',
  'array-holes': 'Array.prototype.forEach.call({ length: 2 ** 53 - 1 }, () => {});',
  'json-doubling': 'let o = { a: 1 }; for (let i = 0; i < 40; i++) o = { a: o, b: o }; JSON.stringify(o);',
} as const;

const timeout = ['sandbox.timeout'] as const;

export const processor: readonly Attack[] = [
  ...spread(
    'processor',
    spin,
    ['main', 'activate', 'calc', 'warmup', 'call', 'timer', 'promise', 'microtask', 'deactivate'],
    timeout,
    { always: true },
  ),
  ...spread('processor', interruptible, ['activate', 'calc'], timeout),
  ...spread('processor', uninterruptible, ['main', 'activate', 'calc', 'timer'], [...timeout, 'sandbox.memory'], {
    fatal: true,
  }),
  {
    id: 'processor/long-turns',
    files: attackPlugin({
      activate: 'let busy = 0; setInterval(() => { for (let i = 0; i < 3e5; i++) busy += Math.sin(i); }, 1);',
    }),
    ends: ['alive'],
  },
  {
    id: 'processor/never-settles',
    files: { 'index.js': 'await new Promise(() => {}); export default { activate() {} };' },
    ends: ['sandbox.start-timeout'],
    always: true,
  },
  {
    id: 'processor/activate-never-settles',
    files: { 'index.js': 'export default { activate: () => new Promise(() => {}) };' },
    ends: ['sandbox.start-timeout'],
  },
  {
    id: 'processor/spin-in-then-of-activate',
    files: { 'index.js': 'export default { activate: () => ({ then() { for (;;); } }) };' },
    ends: ['sandbox.timeout'],
  },
  {
    id: 'processor/spin-in-getter-of-default-export',
    files: { 'index.js': 'export default { get activate() { for (;;); } };' },
    ends: ['sandbox.timeout'],
  },
  {
    id: 'processor/spin-in-module-of-module',
    files: { 'index.js': `import './a.js'; export default {};`, 'a.js': `import './b.js';`, 'b.js': 'for (;;);' },
    ends: ['sandbox.timeout'],
  },
];
