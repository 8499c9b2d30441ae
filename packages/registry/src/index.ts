/** Which plugins exist and which versions of them fit together. */

export type { Catalogue, Installed, InstalledPlugin, PluginRequest, Release } from './catalogue.ts';
export { catalogueError, lockError, resolveError } from './errors.ts';
export {
  type Lock,
  type LockedDigests,
  type LockedPlugin,
  type LockedSource,
  lockFormat,
  parseLock,
  printLock,
} from './lock.ts';
export { catalogueMaxChars, parseCatalogue } from './parse-catalogue.ts';
export { parseInstalled } from './parse-installed.ts';
export { parseRequest, parseTerminal } from './parse-request.ts';
export type { Conflict } from './resolve/conflict.ts';
export type { Fact, FactKind } from './resolve/facts.ts';
export { type LeftOut, type Resolution, type ResolveInput, resolve } from './resolve/resolve.ts';
export { resolveAside } from './resolve/resolve-aside.ts';
