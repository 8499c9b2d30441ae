/**
 * Takes every dangerous power out of a fresh context, before any other code runs in it.
 * Time and seed are read from the plugin's control buffer. `allowed` holds the names of the globals that stay, with
 * spaces between; the names of the others come back the same way.
 */
(function harden(controlBuffer, timeIndex, seedIndex, allowed) {
  'use strict';
  const control = new Float64Array(controlBuffer);
  const { defineProperty, freeze, getOwnPropertyNames, getPrototypeOf } = Object;
  const { construct, ownKeys } = Reflect;

  // Shared memory: the plugin sees views on buffers of its own, but must not make or grow one (growable ones escape the limit).
  const Shared = SharedArrayBuffer;
  delete Shared.prototype.constructor;
  delete Shared.prototype.slice;
  delete Shared.prototype.grow;
  delete Shared[Symbol.species];
  freeze(Shared.prototype);
  freeze(Shared);

  // Code, clocks, native memory that no limit counts, and ways to see the collector. What cannot be deleted throws.
  const keep = new Set(allowed.split(' '));
  const refused = ownKeys(globalThis).filter((name) => !keep.has(name));
  for (const name of refused) delete globalThis[name];

  // ICU behind methods: each call makes objects outside the limit.
  for (const proto of [
    String.prototype,
    Number.prototype,
    BigInt.prototype,
    Array.prototype,
    Date.prototype,
    getPrototypeOf(Int8Array.prototype),
  ])
    for (const name of getOwnPropertyNames(proto))
      if (/^toLocale|^localeCompare$|^toTemporal/.test(name)) delete proto[name];

  // Resizable buffers are not counted: the constructor drops `maxByteLength`.
  const TrueBuffer = ArrayBuffer;
  const GuestBuffer = function (length) {
    if (!new.target) throw new TypeError("Constructor ArrayBuffer requires 'new'");
    return construct(TrueBuffer, [length], new.target === GuestBuffer ? TrueBuffer : new.target);
  };
  GuestBuffer.prototype = TrueBuffer.prototype;
  GuestBuffer.isView = TrueBuffer.isView;
  delete TrueBuffer.prototype.resize;
  defineProperty(TrueBuffer.prototype, 'constructor', { value: GuestBuffer, writable: true, configurable: true });
  defineProperty(globalThis, 'ArrayBuffer', { value: GuestBuffer, writable: true, configurable: true });

  // No code from text.
  const Refused = () => {
    throw new EvalError('Code generation from text is not available to plugins.');
  };
  for (const sample of [() => {}, async () => {}, function* () {}, async function* () {}])
    defineProperty(getPrototypeOf(sample), 'constructor', { value: Refused });
  Refused.prototype = getPrototypeOf(() => {});
  globalThis.Function = Refused;
  for (const [fn, name] of [
    [GuestBuffer, 'ArrayBuffer'],
    [Refused, 'Function'],
  ])
    defineProperty(fn, 'name', { value: name });

  // The time is that of the turn.
  const TrueDate = Date;
  const now = () => control[timeIndex];
  const GuestDate = function (...given) {
    if (!new.target) return new TrueDate(now()).toString();
    const target = new.target === GuestDate ? TrueDate : new.target;
    return construct(TrueDate, given.length === 0 ? [now()] : given, target);
  };
  GuestDate.prototype = TrueDate.prototype;
  defineProperty(GuestDate.prototype, 'constructor', { value: GuestDate, writable: true, configurable: true });
  defineProperty(GuestDate, 'length', { value: 7 });
  defineProperty(GuestDate, 'name', { value: 'Date' });
  for (const [name, value] of [
    ['now', now],
    ['parse', TrueDate.parse],
    ['UTC', TrueDate.UTC],
  ])
    defineProperty(GuestDate, name, { value, writable: true, configurable: true });
  defineProperty(globalThis, 'Date', { value: GuestDate, writable: true, configurable: true });

  // Chance is seeded per run: sfc32, two steps a number for 53 bits.
  let state;
  const seed = () => {
    const given = control[seedIndex];
    state = [given >>> 0, Math.floor(given / 4294967296) >>> 0, 0x9e3779b9, 1];
    for (let i = 0; i < 12; i++) step();
  };
  const step = () => {
    const sum = (state[0] + state[1] + state[3]) | 0;
    state[3] = (state[3] + 1) | 0;
    state[0] = state[1] ^ (state[1] >>> 9);
    state[1] = (state[2] + (state[2] << 3)) | 0;
    state[2] = ((state[2] << 21) | (state[2] >>> 11)) + sum;
    return sum >>> 0;
  };
  const { floor } = Math;
  defineProperty(Math, 'random', {
    value: function random() {
      if (state === undefined) seed();
      return (floor(step() / 32) * 67108864 + floor(step() / 64)) / 9007199254740992;
    },
    writable: true,
    configurable: true,
  });

  return refused.map(String).join(' ');
});
