/** What is known of a module without running it: plain data, so that it can come from another thread. */

export interface Place {
  /** Counted from 1. */
  readonly line: number;
}
export interface Named extends Place {
  readonly name: string;
}

export interface ModuleFacts {
  readonly path: string;
  /** Why it could not be read; everything else is empty then. */
  readonly fault?: { readonly line: number; readonly why: string };
  /** Static imports, by specifier. */
  readonly imports: readonly Named[];
  /** Ways to make code of text, in the words of a finding. */
  readonly dynamicCode: readonly Named[];
  /** Names that come from nowhere in the module: `fetch`, `process`. */
  readonly globals: readonly Named[];
  /** Parts of the context that the plugin's own functions take out of it. */
  readonly contextParts: readonly Named[];
  /** Hosts of web addresses in texts. */
  readonly hosts: readonly Named[];
  /** Signs that it is meant to be hard to read. */
  readonly disguises: readonly Named[];
  /** Every name and text key in it, for the question whether something occurs at all. */
  readonly words: readonly string[];
}

export const emptyFacts = (path: string): ModuleFacts => ({
  ...{ path, imports: [], dynamicCode: [], globals: [], contextParts: [], hosts: [], disguises: [], words: [] },
});
