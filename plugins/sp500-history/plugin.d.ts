// Made of plugin.json by "omnitrade check --fix"; change that file, not this one.

export interface Manifest {
  readonly permissions: 'data:provide';
  readonly optional: never;
  readonly settings: Readonly<Record<never, never>>;
}
