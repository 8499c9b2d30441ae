/** Which plugins exist and which versions of them fit together. */

export type { Catalogue, Installed, InstalledPlugin, PluginRequest, Release } from './catalogue.ts';
