/** What there is to choose from, what is installed, and what is asked for. */

/** One version of a plugin, as far as choosing it is concerned. */
export interface Release {
  /** Plugins it needs, with the range of versions of each. */
  readonly dependencies?: Readonly<Record<string, string>>;
  /** Plugins it can do without; as npm reads it, one listed in both is optional. */
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  /** Range of terminals (plugin API versions) it is made for; absent for any. */
  readonly terminal?: string;
  /** Withdrawn: never chosen anew, kept where it is installed. */
  readonly yanked?: boolean;
}

/** Every known plugin by name, each with its releases by version. Order means nothing. */
export interface Catalogue {
  readonly plugins: Readonly<Record<string, Readonly<Record<string, Release>>>>;
}

export interface InstalledPlugin {
  readonly version: string;
  /** The user wants this version and no other. */
  readonly pinned?: boolean;
}

export type Installed = Readonly<Record<string, InstalledPlugin>>;

export interface PluginRequest {
  readonly name: string;
  readonly range: string;
  /** Asks for the newest version in the range even where another one in it is installed: an update. */
  readonly newest?: boolean;
}

export interface ReleaseNeed {
  readonly name: string;
  readonly range: string;
  readonly optional: boolean;
}

const none: Readonly<Record<string, Release>> = {};
const plain: Release = {};

export function releasesOf({ plugins }: Catalogue, name: string): Readonly<Record<string, Release>> {
  return Object.hasOwn(plugins, name) ? (plugins[name] ?? none) : none;
}

/** A version that is in no catalogue is one of which nothing is known: it needs nothing and fits everything. */
export function releaseOf(releases: Readonly<Record<string, Release>>, version: string): Release {
  return Object.hasOwn(releases, version) ? (releases[version] ?? plain) : plain;
}

export function listNeeds({ dependencies = {}, optionalDependencies = {} }: Release): ReleaseNeed[] {
  const needs: ReleaseNeed[] = [];
  for (const [name, range] of Object.entries(dependencies))
    if (!Object.hasOwn(optionalDependencies, name)) needs.push({ name, range, optional: false });
  for (const [name, range] of Object.entries(optionalDependencies)) needs.push({ name, range, optional: true });
  return needs;
}
