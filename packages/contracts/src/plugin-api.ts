/** The version of the plugin API: what `compatibility.terminal` of a manifest is matched against. */

export const PLUGIN_API_VERSION = '1.0.0';
/** Major version of every frame protocol (runner and page); an unknown one is refused. */
export const PROTOCOL = 1;
