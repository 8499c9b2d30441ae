/** Every global a plugin may find when its code begins; whatever else the engine offers is deleted before. */

/**
 * The language less its clocks, its code from text, its shared and its uncounted memory, and what shows the collector at
 * work. A new version of the engine may bring a global: it is deleted until someone has looked at it and put it here
 * or into {@link refusedGlobals}; a test fails until then.
 */
export const allowedGlobals = [
  ...['globalThis', 'undefined', 'NaN', 'Infinity', 'Object', 'Function', 'Reflect', 'Proxy'],
  ...['Boolean', 'Number', 'BigInt', 'String', 'Symbol', 'RegExp', 'Math', 'JSON', 'Date'],
  ...['Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'Iterator', 'Promise'],
  ...['Error', 'AggregateError', 'EvalError', 'RangeError', 'ReferenceError', 'SuppressedError'],
  ...['SyntaxError', 'TypeError', 'URIError', 'DisposableStack', 'AsyncDisposableStack'],
  ...['ArrayBuffer', 'DataView', 'Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array'],
  ...['Int32Array', 'Uint32Array', 'BigInt64Array', 'BigUint64Array', 'Float16Array', 'Float32Array', 'Float64Array'],
  ...['isFinite', 'isNaN', 'parseFloat', 'parseInt', 'escape', 'unescape'],
  ...['decodeURI', 'decodeURIComponent', 'encodeURI', 'encodeURIComponent'],
] as const;

/** Globals the engine offers and a plugin does not get, with the reason. */
export const refusedGlobals = {
  eval: 'code from text',
  WebAssembly: 'memory that no limit counts',
  SharedArrayBuffer: 'memory that no limit counts, and a clock',
  Atomics: 'waiting, and a clock',
  Intl: 'memory that no limit counts, and the zone of the machine',
  WeakRef: 'shows the collector at work',
  FinalizationRegistry: 'shows the collector at work',
  console: 'replaced by the one that writes to the log',
} as const;
