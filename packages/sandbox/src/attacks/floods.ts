/** Floods: more of a permitted thing than anybody can want. */

import { type Attack, attackPlugin, type Outcome, spread } from './attack.ts';

const huge = `'x'.repeat(2 ** 28)`;
const any: readonly Outcome[] = ['sandbox.crashed', 'sandbox.memory', 'sandbox.timeout', 'sandbox.runner-died'];

export const floods: readonly Attack[] = [
  ...spread(
    'flood',
    {
      log: `for (;;) console.log('x'.repeat(9000));`,
      'log-of-a-cycle': 'const o = {}; o.o = o; for (;;) console.log(o);',
      'queue-microtask': 'for (;;) queueMicrotask(() => {});',
      'timers-set-and-cleared': 'for (;;) try { clearTimeout(setTimeout(() => {}, 1e6)); } catch {}',
    },
    ['activate', 'calc'],
    ['sandbox.timeout', 'sandbox.memory', 'activate-failed', 'instance-failed'],
  ),
  {
    id: 'flood/log-every-turn',
    files: attackPlugin({
      activate: `setInterval(() => { for (let i = 0; i < 500; i++) log.info('\\u0001'.repeat(500)); }, 1);`,
    }),
    ends: ['alive'],
    always: true,
  },
  {
    id: 'flood/timers',
    files: attackPlugin({ activate: 'for (;;) setInterval(() => {}, 1);' }),
    ends: ['activate-failed'],
    always: true,
  },
  {
    id: 'flood/intervals-kept-to-the-limit',
    files: attackPlugin({ activate: 'for (let i = 0; i < 100; i++) setInterval(() => {}, 0);' }),
    ends: ['alive'],
  },
  {
    id: 'flood/requests',
    files: attackPlugin({
      activate: `setInterval(() => { for (let i = 0; i < 1000; i++) assets.text('a' + i).catch(() => {}); }, 1);`,
    }),
    ends: ['alive'],
    always: true,
  },
  {
    id: 'flood/one-huge-request',
    files: attackPlugin({ activate: `return assets.text('x'.repeat(1e6));` }),
    ends: ['activate-failed'],
  },
  {
    id: 'flood/contributions',
    files: attackPlugin({
      activate: `for (let i = 0; ; i++) charts.addIndicator({ id: 'i' + i, title: 't', outputs: [], warmup: () => 0, calc() {} });`,
    }),
    ends: ['activate-failed'],
    always: true,
  },
  {
    id: 'flood/emits',
    files: attackPlugin({
      activate: `data.addProvider({ id: 'em', title: 'E', capabilities: {}, resolve() {}, bars() {}, search: () => [], connect() {} });
        setInterval(() => { for (;;) log.info('x'); }, 1);`,
    }),
    ends: ['sandbox.timeout'],
  },
  {
    id: 'flood/throw-storm',
    files: attackPlugin({
      activate: `for (let i = 0; i < 90; i++) setInterval(() => { throw new Error('storm'); }, 1);`,
    }),
    ends: ['sandbox.throw-storm'],
    always: true,
  },
  {
    id: 'flood/reject-storm',
    files: attackPlugin({ activate: `setInterval(() => { Promise.reject(new Error('storm')); }, 1);` }),
    ends: ['sandbox.throw-storm'],
  },
  {
    id: 'flood/huge-error-in-main',
    files: attackPlugin({ main: `throw new Error(${huge});` }),
    ends: ['sandbox.load-failed', ...any],
    // The engine copies message and stack of what main throws, however long they are.
    fatal: true,
    always: true,
  },
  {
    id: 'flood/huge-error-in-activate',
    files: attackPlugin({ activate: `throw new Error(${huge});` }),
    ends: ['activate-failed', 'sandbox.memory'],
  },
  {
    id: 'flood/huge-error-in-calc',
    files: attackPlugin({ calc: `throw new Error(${huge});` }),
    ends: ['instance-failed', 'sandbox.memory'],
  },
  {
    id: 'flood/huge-rejection',
    files: attackPlugin({ activate: `setTimeout(() => { Promise.reject(new Error(${huge})); }, 1);` }),
    ends: any,
    always: true,
  },
  {
    id: 'flood/huge-rejection-of-a-string',
    files: attackPlugin({ activate: `setTimeout(() => { Promise.reject(${huge}); }, 1);` }),
    ends: any,
  },
  {
    id: 'flood/huge-rejection-of-a-structure',
    files: attackPlugin({
      activate: `setTimeout(() => { Promise.reject(Array.from({ length: 5000 }, (_, i) => ({ i }))); }, 1);`,
    }),
    ends: ['alive'],
  },
  {
    id: 'flood/rows',
    files: attackPlugin({
      search: `const n = 3e5; const make = () => new Float64Array(n); return [];`,
      activate: `const c = new Float64Array(3e5); data.addProvider({ id: 'rows', title: 'R', capabilities: {}, resolve() {}, search: () => [],
        bars: () => ({ columns: { time: c, open: c, high: c, low: c, close: c, volume: c } }) });`,
    }),
    ends: ['alive'],
  },
];
