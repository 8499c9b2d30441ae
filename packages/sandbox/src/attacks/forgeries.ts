/** Forgeries: messages made wrong, by replacing what the runtime inside the isolate is built from. */

import { type Attack, attackPlugin, type Outcome } from './attack.ts';

/** Whatever the runtime makes of it, it may only hurt the plugin itself. */
const any: readonly Outcome[] = [
  'alive',
  'load-failed',
  'activate-failed',
  'instance-failed',
  'sandbox.crashed',
  'sandbox.bad-output',
  'sandbox.timeout',
  'sandbox.start-timeout',
  'sandbox.throw-storm',
  'sandbox.load-failed',
];

const big = `'x'.repeat(1e7)`;

/** Statements that run before the plugin's own code. */
const replaced: Readonly<Record<string, string>> = {
  'json-stringify': 'JSON.stringify = () => { throw 1; };',
  'json-parse': 'JSON.parse = () => [{ t: "activate", context: { permissions: ["orders:place"] } }];',
  'array-join': `Array.prototype.join = () => ${big};`,
  'array-methods':
    'for (const k of ["push", "map", "filter", "slice", "entries", "some"]) Array.prototype[k] = () => { throw new Error(k); };',
  'array-index-setter': 'Object.defineProperty(Array.prototype, "0", { set() { for (;;); }, get() { return "{}"; } });',
  'array-iterator':
    'Array.prototype[Symbol.iterator] = function* () { yield { t: "log", level: "info", text: "forged" }; };',
  'string-methods': `for (const k of ["slice", "split", "includes"]) String.prototype[k] = () => ${big};`,
  'map-get': 'Map.prototype.get = () => ({ calc() {}, def: { keys: ["v"], states: [] } });',
  'map-set': 'Map.prototype.set = function () { return this; };',
  'map-size': 'Object.defineProperty(Map.prototype, "size", { get: () => -1 });',
  'promise-then': 'Promise.prototype.then = () => { throw new Error("then"); };',
  'promise-constructor':
    'Object.defineProperty(Promise.prototype, "constructor", { get() { throw new Error("species"); } });',
  'to-json': 'Object.prototype.toJSON = () => ({ t: "evil" });',
  'to-json-list': 'Object.prototype.toJSON = () => [1, 2, 3];',
  'to-json-wrong-shape':
    'Object.prototype.toJSON = function () { return this.t ? { t: "log", level: "loud", text: 7 } : this; };',
  'to-json-huge': `Object.prototype.toJSON = () => ${big};`,
  'to-json-nothing': 'Object.prototype.toJSON = () => undefined;',
  'to-json-loaded-again': 'Object.prototype.toJSON = function () { return this.t ? { t: "loaded" } : this; };',
  'to-json-deep':
    'let deep = []; for (let i = 0; i < 25000; i++) deep = [deep]; Object.prototype.toJSON = function () { return this.t === "contribute" ? { t: "contribute", point: "chart.indicator", id: "it", info: { deep } } : this; }; Array.prototype.toJSON = undefined;',
  'to-json-proto':
    'Object.prototype.toJSON = function () { return this.t === "log" ? JSON.parse(\'{"t":"log","__proto__":{"x":1},"level":"info","text":"hi"}\') : this; };',
  'number-to-json': 'Number.prototype.toJSON = () => 1e309; String.prototype.toJSON = () => ({});',
  'object-keys':
    'Object.prototype.t = "loaded"; Object.prototype.ok = true; Object.prototype.error = {}; Object.prototype.rows = 1e9;',
  'object-accessors':
    'Object.defineProperty(Object.prototype, "get", { value: () => 1 }); Object.defineProperty(Object.prototype, "set", { value: () => 1 });',
  'object-freeze': 'Object.freeze = () => { throw new Error("freeze"); }; Object.fromEntries = () => ({});',
  'function-apply':
    'Function.prototype.apply = Function.prototype.call = () => { throw new Error("call"); }; Reflect.apply = () => {};',
  'typed-array-methods':
    'const T = Object.getPrototypeOf(Float64Array.prototype); for (const k of ["fill", "set", "subarray"]) T[k] = function () { return this; };',
  'typed-array-length':
    'Object.defineProperty(Object.getPrototypeOf(Float64Array.prototype), "length", { get: () => 1e9 });',
  float64array: 'globalThis.Float64Array = class { constructor() { return new Proxy([], {}); } };',
  'number-is-integer': 'Number.isInteger = () => true;',
  'prepare-stack-trace': 'Error.prepareStackTrace = () => { throw new Error("trace"); };',
  'prepare-stack-trace-object': 'Error.prepareStackTrace = () => ({ split: () => { for (;;); } });',
  'prepare-stack-trace-huge': `Error.prepareStackTrace = () => 'plugin://x ' + ${big};`,
  'error-message-getter': 'Object.defineProperty(Error.prototype, "message", { get() { throw new Error("m"); } });',
  'has-instance': 'Object.defineProperty(Error, Symbol.hasInstance, { value: () => { throw 1; } });',
  date: 'globalThis.Date = class { static now() { return NaN; } }; Math.random = () => NaN;',
  'global-promise': 'globalThis.Promise = class { static resolve() { for (;;); } };',
  'all-of-object':
    'for (const k of Object.getOwnPropertyNames(Object)) try { Object[k] = () => { throw new Error(k); }; } catch {}',
  'all-prototypes':
    'for (const C of [Array, Map, Set, String, Number, Promise, Function]) for (const k of Object.getOwnPropertyNames(C.prototype)) try { Object.defineProperty(C.prototype, k, { value: () => { throw new Error(k); } }); } catch {}',
};

/** Uses every part of the runtime after it was tampered with. */
const busy = `log.info('a', { b: 1 }, [2], new Error('c')); assets.text('x').catch(() => {});
  const t = setInterval(() => { log.info('tick'); throw new Error('tick'); }, 2); setTimeout(() => clearInterval(t), 12);`;

/** Objects with a life of their own, handed to the runtime. */
const living: Readonly<Record<string, string>> = {
  'proxy-definition': 'charts.addIndicator(new Proxy({}, { get(_, key) { for (;;); } }));',
  'getter-definition': 'charts.addIndicator({ get id() { for (;;); } });',
  'changing-definition':
    'let n = 0; charts.addIndicator({ id: "x", title: "t", warmup: () => 0, calc() {}, get outputs() { return n++ ? new Array(1e5).fill({ key: "k" }) : [{ key: "v" }]; } });',
  'definition-without-end':
    'const o = { length: 2 ** 53, map() { return o; } }; charts.addIndicator({ id: "x", title: "t", outputs: o, warmup: () => 0, calc() {} });',
  'id-of-another-shape':
    'charts.addIndicator({ id: { toString() { for (;;); } }, title: "t", outputs: [], warmup: () => 0, calc() {} });',
  'id-of-another-plugin':
    'charts.addIndicator({ id: "../other/it", title: "t", outputs: [], warmup: () => 0, calc() {} });',
  'title-of-a-megabyte':
    'charts.addIndicator({ id: "x", title: "t".repeat(1e6), outputs: [], warmup: () => 0, calc() {} });',
  'deep-info':
    'let deep = {}; for (let i = 0; i < 1e5; i++) deep = { deep }; charts.addIndicator({ id: "x", title: "t", inputs: deep, outputs: [], warmup: () => 0, calc() {} });',
  'cyclic-info':
    'const inputs = {}; inputs.inputs = inputs; charts.addIndicator({ id: "x", title: "t", inputs, outputs: [], warmup: () => 0, calc() {} });',
  'log-proxy':
    'log.info(new Proxy({}, { get() { throw 1; }, ownKeys() { throw 2; }, getPrototypeOf() { throw 3; } }));',
  'log-error-with-getters': 'log.error(Object.defineProperty(new Error(), "stack", { get() { for (;;); } }));',
  'thrown-proxy': 'throw new Proxy({}, { get() { throw new Proxy({}, { get() { throw 1; } }); } });',
  'thrown-revoked-proxy': 'const r = Proxy.revocable({}, {}); r.revoke(); throw r.proxy;',
  'thrown-symbol': 'throw Symbol("s");',
  'thrown-nothing': 'throw undefined;',
  'thrown-function': 'throw class extends Error {};',
  'rejected-proxy':
    'setTimeout(() => { Promise.reject(new Proxy({}, { get() { for (;;); }, ownKeys() { for (;;); } })); }, 1);',
  'rejected-getter':
    'setTimeout(() => { Promise.reject(Object.defineProperty(new Error(), "message", { get() { for (;;); } })); }, 1);',
  'rejected-name-getter':
    'setTimeout(() => { Promise.reject(Object.defineProperty(new Error("x"), "name", { get() { for (;;); } })); }, 1);',
  'rejected-stack-getter':
    'setTimeout(() => { Promise.reject(Object.defineProperty(new Error("x"), "stack", { get() { for (;;); } })); }, 1);',
  'rejected-prepare':
    'setTimeout(() => { Error.prepareStackTrace = () => { for (;;); }; Promise.reject(new Error("x")); }, 1);',
  'thenable-twice': 'return { then(resolve) { resolve(1); resolve(2); throw 3; } };',
  'thenable-of-thenables': 'const t = { then(resolve) { resolve(t); } }; return t;',
  'timer-delay-proxy': 'setTimeout(() => {}, { valueOf() { for (;;); } });',
  'timer-delay-odd': 'for (const ms of [NaN, -1, 1e308, Infinity, "x", null, {}]) setTimeout(() => {}, ms);',
  'own-timer-ids': 'clearTimeout({ valueOf() { return 1; } }); clearTimeout(-1); clearTimeout(1e9); clearTimeout("1");',
  'warmup-odd':
    'charts.addIndicator({ id: "odd", title: "t", outputs: [{ key: "v" }], warmup: () => 1e309, calc() {} });',
};

export const forgeries: readonly Attack[] = [
  ...Object.entries(replaced).map(
    ([name, code]): Attack => ({
      id: `forgery/${name}`,
      files: attackPlugin({ main: `${code}`, activate: busy, calc: `log.info('calc');` }),
      ends: any,
      ...(/^(to-json|array-join|map-get)$/.test(name) && { always: true as const }),
    }),
  ),
  ...Object.entries(living).map(
    ([name, code]): Attack => ({
      id: `forgery/${name}`,
      files: attackPlugin({ activate: code }),
      ends: any,
      // The engine reads a rejection nobody handled after the call, outside its limit: getters run there.
      ...(name.startsWith('rejected-') && { fatal: true as const }),
      ...(/^(proxy-definition|rejected-getter|thrown-proxy)$/.test(name) && { always: true as const }),
    }),
  ),
];
