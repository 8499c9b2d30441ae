/** The plugins that ship with the terminal as a catalogue: what another plugin needs of them, or who removed one, has it again by name. */

import type { PluginCatalogue } from '@omnitrade/contracts';
import { listFirstParty, readFirstParty, toFirstPartySource } from './first-party.ts';

export function createShippedCatalogue(): PluginCatalogue {
  const manifestOf = (name: string) => (listFirstParty().includes(name) ? readFirstParty(name) : undefined);
  return {
    async releases(name) {
      const manifest = manifestOf(name);
      if (!manifest) return {};
      const { version, dependencies, optionalDependencies = {}, compatibility } = manifest;
      return { [version]: { dependencies, optionalDependencies, terminal: compatibility.terminal } };
    },
    async fetch(name, version) {
      return manifestOf(name)?.version === version ? { source: toFirstPartySource(name) } : undefined;
    },
  };
}
