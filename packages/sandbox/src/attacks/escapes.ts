/** Escapes: ways from the plugin's own objects to those of the process around it. */

import { type Attack, attackPlugin, type Outcome } from './attack.ts';

/** A way that leads somewhere calls `got`; the run then finds the word in the log. */
const got = `const got = (value) => { if (value !== undefined) console.log('ESCAPED ' + String(value).slice(0, 300)); };
  const attempt = (way) => { try { got(way()); } catch {} };
  const reach = 'typeof process === "object" ? process.env : typeof require === "function" ? require : undefined';`;

const ways: Readonly<Record<string, string>> = {
  'function-constructor':
    'attempt(() => Function("return " + reach)()); attempt(() => (() => {}).constructor("return 1")());',
  'new-function':
    'attempt(() => new Function("return 1")()); attempt(() => Reflect.construct(Function, ["return 1"])());',
  'async-constructor': 'attempt(() => (async () => {}).constructor("return 1")());',
  'generator-constructor':
    'attempt(() => (function* () {}).constructor("yield 1")().next().value); attempt(() => (async function* () {}).constructor("yield 1"));',
  'function-of-accessor':
    'attempt(() => Object.getOwnPropertyDescriptor(Map.prototype, "size").get.constructor("return 1")());',
  'function-of-bound':
    'attempt(() => (() => {}).bind().constructor("return 1")()); attempt(() => class {}.constructor("return 1")());',
  'constructor-of-context':
    'attempt(() => log.info.constructor("return 1")()); attempt(() => charts.constructor.constructor("return 1")());',
  eval: 'attempt(() => eval("1")); attempt(() => (0, globalThis.eval)("1")); attempt(() => globalThis.constructor.constructor("return 1")());',
  'timer-text':
    'attempt(() => setTimeout("console.log(\'ESCAPED by timer\')", 1)); attempt(() => setTimeout.constructor("return 1")());',
  'global-names':
    'for (const name of ["process", "require", "module", "Buffer", "global", "self", "window", "Deno", "Bun", "ivm", "performance", "WebAssembly", "SharedArrayBuffer", "Atomics", "Intl", "Temporal", "ShadowRealm", "structuredClone"]) attempt(() => globalThis[name]);',
  'import-dynamic':
    'for (const name of ["node:fs", "fs", "./index.js", "data:text/javascript,export default 1", "file:///etc/passwd", "isolated-vm"]) import(name).then(got, () => {});',
  'import-meta':
    'attempt(() => import.meta.url); attempt(() => import.meta.resolve?.("x")); attempt(() => import.meta.dirname);',
  'sloppy-this':
    'attempt(() => (function () { return this; })()); attempt(() => [1].map(function () { return this; })[0]);',
  'caller-chain':
    'attempt(() => log.info.caller); attempt(() => charts.addIndicator.arguments); attempt(() => (function f() { return f.caller; })());',
  'stack-frames': `Error.prepareStackTrace = (_, frames) => frames; for (const frame of new Error().stack) {
    attempt(() => frame.getThis()); attempt(() => frame.getFunction()); attempt(() => /^(plugin|omnitrade):|^$/.test(frame.getFileName() ?? '') ? undefined : frame.getFileName()); }`,
  'stack-text': `const text = (() => { try { charts.addIndicator(); } catch (error) { return error.stack; } })(); got(/\\/(home|work|usr|node_modules|packages)\\b/.test(text) ? text : undefined);`,
  'stack-overflow-frames': `Error.prepareStackTrace = (_, frames) => frames; Error.stackTraceLimit = 1e4; let frames; (function deep() { try { deep(); } catch (error) { frames ??= error.stack; throw error; } }).call?.call;
    try { (function deep() { deep(); })(); } catch (error) { for (const frame of error.stack.slice(-50)) { attempt(() => frame.getThis()); attempt(() => frame.getFunction()); } }`,
  species:
    'class Spy extends Array { static get [Symbol.species]() { return function () { return new Proxy([], {}); }; } } attempt(() => new Spy(1, 2).map((x) => x).process);',
  'real-clock':
    'const a = Date.now(); let x = 0; for (let i = 0; i < 1e6; i++) x += i; attempt(() => Date.now() === a ? undefined : "clock"); class D extends Date {} attempt(() => D.now() === a ? undefined : "clock by subclass"); attempt(() => Object.getPrototypeOf(D).now() === a ? undefined : "clock by prototype"); attempt(() => +new Date.prototype.constructor() === a ? undefined : "clock by constructor");',
  zone: 'attempt(() => new Date(0).getTimezoneOffset() || undefined); attempt(() => new Date().toLocaleDateString("de")); attempt(() => "a".localeCompare("b")); attempt(() => "i".toLocaleUpperCase("tr"));',
  'collector-signs': 'attempt(() => new WeakRef({})); attempt(() => new FinalizationRegistry(() => {}));',
  'runtime-modules':
    'import("guest:entry").then(got, () => {}); import("omnitrade://guest/runtime.ts").then(got, () => {}); import("guest/outputs.ts").then(got, () => {});',
  'grant-itself': `attempt(() => { plugin.permissions = ['orders:place']; return plugin.permissions; }); attempt(() => { settings.x = 1; return settings.x; });
    attempt(() => { charts.addIndicator = 1; return charts.addIndicator === 1 ? 'changed' : undefined; });`,
  'proto-of-proto':
    'attempt(() => { const o = Object.create(null); let p = log; while (p) { for (const key of Reflect.ownKeys(p)) if (/process|require|binding/.test(String(key))) return key; p = Object.getPrototypeOf(p); } });',
};

const inCalc: Readonly<Record<string, string>> = {
  'buffer-constructor':
    'attempt(() => { const b = new bars.close.buffer.constructor(16, { maxByteLength: 2 ** 20 }); return b.growable ? "growable" : b instanceof ArrayBuffer || b.byteLength !== undefined ? "shared" : undefined; });',
  'buffer-prototype':
    'attempt(() => Object.getOwnPropertyNames(Object.getPrototypeOf(bars.close.buffer)).filter((name) => /constructor|grow$|slice/.test(name)).join() || undefined);',
  'beyond-the-column':
    'attempt(() => { const all = new Float64Array(bars.close.buffer); let odd = 0; for (const x of all) if (x === 424242.4242) odd++; return odd || undefined; });',
  'calc-receiver':
    'attempt(() => (function () { return this; })()); attempt(() => instrument.constructor.constructor("return 1")());',
};

const quiet: readonly Outcome[] = ['alive', 'activate-failed'];

export const escapes: readonly Attack[] = [
  ...Object.entries(ways).map(
    ([name, code]): Attack => ({
      id: `escape/${name}`,
      files: attackPlugin({ main: got, activate: code }),
      ends: quiet,
      always: true,
    }),
  ),
  ...Object.entries(inCalc).map(
    ([name, code]): Attack => ({ id: `escape/${name}`, files: attackPlugin({ main: got, calc: code }), ends: quiet }),
  ),
  ...['node:fs', 'fs', 'isolated-vm', 'file:///etc/passwd', '/etc/passwd', 'guest:entry', 'omnitrade://boot', '#x'].map(
    (name): Attack => ({
      id: `escape/import-${name.replace(/\W+/g, '-').replace(/^-|-$/g, '')}${name.startsWith('/') ? '-absolute' : ''}`,
      files: {
        'index.js': `import * as it from '${name}'; console.log('ESCAPED', it); export default { activate() {} };`,
      },
      ends: ['sandbox.load-failed'],
    }),
  ),
  {
    id: 'escape/import-climbs-out',
    files: {
      'index.js': `import './lib/a.js'; export default { activate() {} };`,
      'lib/a.js': `import '../../../../../../../etc/passwd';`,
    },
    ends: ['sandbox.load-failed'],
    always: true,
  },
];
