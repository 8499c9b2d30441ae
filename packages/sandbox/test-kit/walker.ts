/**
 * A walk over everything a plugin can reach, and over what comes out of calling it. Its text goes into the isolate, so
 * it may use nothing of this module. It returns one line per thing that must not be there.
 */

export interface Suspicion {
  /** Texts that must appear nowhere: paths and names of this machine. */
  readonly forbidden: readonly string[];
  /** The real time, which must not be found while the turn has another. */
  readonly realMs: number;
}

// biome-ignore lint/suspicious/noExplicitAny: it walks over anything
export function walk(roots: Record<string, any>, { forbidden, realMs }: Suspicion): { seen: number; found: string[] } {
  const found: string[] = [];
  const seen = new Set<unknown>();
  const queue: [string, unknown][] = Object.entries(roots);
  const hostNames =
    /^(Isolate|Context|Script|ModuleHandle|Reference|Dereference|ExternalCopy|Copy|Callback|NativeModule)$/;
  const skipped = new Set(['Math.random', 'random', 'log', 'info', 'debug', 'warn', 'error', 'trace', 'addIndicator']);
  const say = (path: string, what: string) => {
    if (found.length < 50) found.push(`${path}: ${what}`);
  };
  const checkText = (path: string, text: string) => {
    for (const bad of forbidden) if (text.includes(bad)) say(path, `holds '${bad}'`);
  };
  const checkNumber = (path: string, value: number) => {
    if (Math.abs(value - realMs) < 3.2e10) say(path, 'tells the real time');
    if (Math.abs(value * 1000 - realMs) < 3.2e10 || Math.abs(value / 1e6 - realMs) < 3.2e10)
      say(path, 'tells the real time in another unit');
  };
  const look = (path: string, value: unknown): boolean => {
    if (typeof value === 'string') checkText(path, value);
    if (typeof value === 'number') checkNumber(path, value);
    if (typeof value === 'bigint') checkNumber(path, Number(value));
    return (typeof value === 'object' || typeof value === 'function') && value !== null && !seen.has(value);
  };
  const attempt = (work: () => unknown): unknown => {
    try {
      const result = work();
      if (result instanceof Promise) result.catch(() => {});
      return result;
    } catch (error) {
      return error;
    }
  };
  // biome-ignore lint/suspicious/noExplicitAny: any function there is
  const tryFunction = (path: string, fn: any) => {
    const name = String(attempt(() => fn.name));
    if (hostNames.test(name)) say(path, `is the class ${name}`);
    if (skipped.has(name) || /^set(Timeout|Interval)$|ask|activate/.test(name)) return;
    const first = attempt(() => fn());
    for (let i = 0, x = 0; i < 2000; i++) x += Math.sin(i + x);
    const second = attempt(() => fn());
    if (typeof first === 'number' && typeof second === 'number' && first !== second && !Number.isNaN(first))
      say(path, 'is a clock');
    const code = attempt(() => fn('return 7'));
    if (typeof code === 'function' && attempt(() => code()) === 7) say(path, 'makes code from text');
    const buffer = attempt(() => Reflect.construct(fn, [8, { maxByteLength: 64 }])) as Record<string, unknown>;
    if (buffer && (attempt(() => buffer.resizable) === true || attempt(() => buffer.growable) === true))
      say(path, 'makes a buffer that grows');
    if (String(attempt(() => Object.prototype.toString.call(buffer))) === '[object SharedArrayBuffer]')
      say(path, 'makes shared memory');
    const made = attempt(() => Reflect.construct(fn, [])) as { getTime?: () => number };
    if (made && typeof made.getTime === 'function')
      look(
        `${path} made`,
        attempt(() => made.getTime?.()),
      );
    for (const [k, result] of [first, second, code, buffer, made].entries())
      if (look(`${path}()${k}`, result)) queue.push([`${path}()${k}`, result]);
  };
  for (let at = 0; at < queue.length && at < 60_000; at++) {
    const [path, value] = queue[at] as [string, object];
    if (!look(path, value)) continue;
    seen.add(value);
    const tag = attempt(() => Object.prototype.toString.call(value));
    if (typeof tag === 'string' && hostNames.test(tag.slice(8, -1))) say(path, `is ${tag}`);
    const proto = attempt(() => Object.getPrototypeOf(value));
    if (look(`${path}.__proto__`, proto)) queue.push([`${path}.__proto__`, proto]);
    if (path.length > 200) continue;
    const large = ArrayBuffer.isView(value);
    for (const key of (attempt(() => Reflect.ownKeys(value)) as (string | symbol)[]) ?? []) {
      if (large && typeof key === 'string' && /^\d+$/.test(key)) continue;
      const name = `${path}.${String(key)}`;
      const descriptor = attempt(() => Object.getOwnPropertyDescriptor(value, key)) as PropertyDescriptor;
      for (const part of ['value', 'get', 'set'] as const) {
        const inner = descriptor?.[part];
        if (look(name, inner)) queue.push([name, inner]);
      }
      if (descriptor?.get) {
        const got = attempt(() => Reflect.get(value, key));
        if (look(name, got)) queue.push([name, got]);
      }
    }
    if (typeof value === 'function') tryFunction(path, value);
  }
  return { seen: seen.size, found };
}
