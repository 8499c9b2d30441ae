/** The files of an archive that have a meaning of their own. */

export const manifestPath = 'plugin.json';
/** Length and digest of every other file, in canonical JSON. */
export const digestsPath = 'META/files.json';
/** What the plugin contributes, recorded when it was packed, in canonical JSON. */
export const contributionsPath = 'META/contributions.json';
