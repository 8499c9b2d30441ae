/** Attacks on memory: all kinds of it that an engine counts, counts late, or does not count. */

import { type Attack, attackPlugin, spread } from './attack.ts';

/** Kept where no collector takes it away. */
const hold = 'const held = (globalThis.held ??= []);';

const bombs = {
  'small-objects': `${hold} for (let i = 0; ; i++) held.push({ i, k: 'k' + i });`,
  map: `${hold} const m = new Map(); held.push(m); for (let i = 0; ; i++) m.set('k' + i, { i });`,
  set: `${hold} const s = new Set(); held.push(s); for (let i = 0; ; i++) s.add({ i });`,
  'one-array': `${hold} for (;;) held.push(1.5, 2.5, 3.5);`,
  'filled-array': `${hold} for (;;) held.push(new Array(1e6).fill(0.5));`,
  'spread-string': `${hold} for (;;) held.push([...'.'.repeat(1e7)]);`,
  'string-doubling': `${hold} let s = 'x'.repeat(1024); for (;;) { s += s; held.push(s, s.split('')); }`,
  'flat-strings': `${hold} for (let i = 0; ; i++) { const s = ('a' + i).repeat(1e5); held.push(s); s.charCodeAt(7); }`,
  closures: `${hold} for (let i = 0; ; i++) { const big = [i, i, i]; held.push(() => big); }`,
  symbols: `${hold} for (let i = 0; ; i++) held.push(Symbol('s' + i));`,
  'registered-symbols': `for (let i = 0; ; i++) Symbol.for('k' + i + 'x'.repeat(1000));`,
  'error-stacks': `${hold} Error.stackTraceLimit = 1000; const deep = (n) => n ? deep(n - 1) : held.push(new Error('e')); for (;;) deep(500);`,
  regexps: `${hold} for (let i = 0; ; i++) { const r = new RegExp('(?:a{1,50}b|c' + i + '){1,30}x'); r.test('aaaab'); held.push(r); }`,
  'deep-json': `${hold} for (;;) held.push(JSON.parse('['.repeat(1e5) + ']'.repeat(1e5)));`,
  'json-text': `${hold} const o = Array.from({ length: 1e4 }, (_, i) => ({ i })); for (;;) held.push(JSON.stringify(o));`,
  classes: `${hold} for (;;) held.push(class { a() {} b() {} static c = 1; });`,
  promises: `${hold} for (;;) held.push(new Promise(() => {}));`,
  generators: `${hold} function* g() { const big = new Array(100); yield big; } for (;;) { const x = g(); x.next(); held.push(x); }`,
  bigints: `${hold} for (let i = 1n; ; i++) held.push(i << 100000n);`,
  'sparse-array': `${hold} const a = []; held.push(a); for (let i = 0; ; i += 5000) a[i % 4e9] = i;`,
  'bound-functions': `${hold} let f = () => {}; for (;;) held.push((f = f.bind(null, 1, 2, 3)));`,
  'proxy-chain': `${hold} let p = {}; for (;;) held.push((p = new Proxy(p, {})));`,
} as const;

/** Counted so late that the engine may not get to it. */
const hidden = {
  'arrays-of-arrays': `${hold} for (;;) held.push(new Array(1000).fill({ x: 1 }));`,
} as const;

/** Buffers: exactly counted, so the plugin gets an error it may catch; each of these gets past it and tries again. */
const buffers = {
  'array-buffers': `${hold} for (;;) held.push(new ArrayBuffer(1 << 20));`,
  'typed-arrays': `${hold} for (;;) held.push(new Uint8Array(1 << 22).fill(1));`,
  'huge-buffer': `${hold} held.push(new ArrayBuffer(3e9));`,
  'resizable-buffer': `${hold} const b = new ArrayBuffer(8, { maxByteLength: 2 ** 31 }); held.push(b);
    for (let n = 1 << 20; ; n += 1 << 22) { b.resize(n); new Uint8Array(b).fill(1); }`,
  'resizable-by-prototype': `${hold} const B = ArrayBuffer.prototype.constructor; const b = new B(8, { maxByteLength: 2 ** 31 }); held.push(b);
    for (let n = 1 << 20; ; n += 1 << 22) { b.resize(n); new Uint8Array(b).fill(1); }`,
  'resizable-by-subclass': `${hold} class B extends ArrayBuffer {} const b = new B(8, { maxByteLength: 2 ** 31 }); held.push(b);
    for (let n = 1 << 20; ; n += 1 << 22) { b.resize(n); new Uint8Array(b).fill(1); }`,
  'buffer-transfer': `${hold} let b = new ArrayBuffer(8); for (let n = 1 << 20; ; n *= 2) { b = b.transfer(n); held.push(new Uint8Array(b).fill(1)); }`,
  'base64-buffers': `${hold} const text = new Uint8Array(1 << 20).toBase64(); for (;;) held.push(Uint8Array.fromBase64(text));`,
} as const;

const heap = ['sandbox.memory', 'sandbox.timeout', 'sandbox.runner-died'] as const;
const refusal = ['activate-failed', 'sandbox.memory', 'sandbox.timeout'] as const;
const swallowed = (code: string) => `for (;;) { try { ${code} } catch {} }`;

export const memory: readonly Attack[] = [
  ...spread('memory', bombs, ['activate'], [...heap, 'activate-failed']),
  ...spread('memory', hidden, ['activate', 'calc'], heap, { fatal: true }),
  ...spread('memory', { 'small-objects': bombs['small-objects'], map: bombs.map }, ['main', 'calc', 'timer'], heap, {
    always: true,
  }),
  ...spread('memory', buffers, ['activate'], refusal),
  ...spread('memory', { 'typed-arrays': buffers['typed-arrays'] }, ['main'], ['sandbox.load-failed', ...heap]),
  ...spread('memory', { 'typed-arrays': buffers['typed-arrays'] }, ['calc'], ['instance-failed', ...heap], {
    always: true,
  }),
  ...spread('memory', { 'typed-arrays-swallowed': swallowed(buffers['typed-arrays']) }, ['activate', 'calc'], heap),
  {
    id: 'memory/grow-own-columns',
    files: attackPlugin({
      calc: `const B = bars.close.buffer.constructor; const b = new B(16, { maxByteLength: 2 ** 31 });
        for (let n = 1 << 20; ; n += 1 << 22) b.grow(n);`,
    }),
    // The constructor a buffer inherits is that of all objects, whose product does not grow.
    ends: ['instance-failed'],
    always: true,
  },
  {
    id: 'memory/slow-leak',
    files: attackPlugin({
      activate: `${hold} setInterval(() => held.push(Array.from({ length: 8000 }, (_, i) => ({ i, j: [i] }))), 1);`,
    }),
    ends: ['sandbox.memory', 'sandbox.timeout'],
    always: true,
  },
  {
    id: 'memory/slow-leak-of-buffers',
    files: attackPlugin({ activate: `${hold} setInterval(() => held.push(new Uint8Array(1 << 20).fill(1)), 1);` }),
    ends: ['sandbox.memory'],
  },
  {
    id: 'memory/garbage',
    files: attackPlugin({
      activate: `setInterval(() => { let o; for (let i = 0; i < 5000; i++) o = { i, s: 'x' + i, a: [i] }; }, 1);`,
    }),
    ends: ['alive'],
    always: true,
  },
  {
    id: 'memory/rejections',
    files: attackPlugin({ activate: 'for (;;) Promise.reject(new Error("x"));' }),
    ends: heap,
  },
];
