/** What is known before anything is chosen, and of which an explanation is made. */

/** One thing that is so. A plan must respect every one; a conflict names a smallest set that no plan can respect. */
export type Fact =
  /** You asked for it. */
  | { readonly kind: 'request'; readonly plugin: string; readonly range: string }
  /** These versions of `plugin` need `needs`. */
  | {
      readonly kind: 'dependency';
      readonly plugin: string;
      readonly versions: readonly string[];
      readonly needs: string;
      readonly range: string;
    }
  /** These versions are made for terminals in `range`, and `terminal` is not. */
  | {
      readonly kind: 'terminal';
      readonly plugin: string;
      readonly versions: readonly string[];
      readonly range: string;
      readonly terminal: string;
    }
  /** These versions were withdrawn, and are not the one that is installed. */
  | { readonly kind: 'yanked'; readonly plugin: string; readonly versions: readonly string[] }
  /** You pinned it to the version that is installed. */
  | { readonly kind: 'pinned'; readonly plugin: string; readonly version: string }
  /** It is installed and works, so some version of it must still work afterwards. */
  | { readonly kind: 'installed'; readonly plugin: string; readonly version: string }
  /** The catalogue has no such plugin. */
  | { readonly kind: 'unknown'; readonly plugin: string; readonly nearest?: string }
  /** The plugin has no version in `range`. */
  | {
      readonly kind: 'no-version';
      readonly plugin: string;
      readonly range: string;
      /** The newest version there is. */
      readonly newest: string;
      /** A pre-release that lies in the range, but that the range does not name. */
      readonly prerelease?: string;
    };

export type FactKind = Fact['kind'];
