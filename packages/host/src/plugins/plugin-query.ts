/** Questions about installed plugins: those that match all that is asked. */

import type { ExtensionPointId, PluginQuery } from '@omnitrade/contracts';
import { readDeclared } from '../grants/session-powers.ts';
import type { InstalledPlugin } from './installed-plugin.ts';

export function matches(plugin: InstalledPlugin, query: PluginQuery): boolean {
  const { id, record, state, contributions, powers, summary } = plugin;
  const { point, permission, publisher, text } = query;
  if (query.id !== undefined && id !== query.id) return false;
  if (query.state !== undefined && state !== query.state) return false;
  if (query.wanted !== undefined && record.wanted !== query.wanted) return false;
  if (point !== undefined && !contributions.some((one) => one.point === (point as ExtensionPointId))) return false;
  if (permission !== undefined && !powers.grants.all.some((grant) => isOf(grant.permission, permission))) return false;
  if (query.asks !== undefined && !readDeclared(record.manifest).some((asked) => isOf(asked.id, query.asks as string)))
    return false;
  if (publisher !== undefined && summary.publisher.toLowerCase() !== publisher.toLowerCase()) return false;
  return text === undefined || hasWords(plugin, text);
}

/** A permission, or a whole family of them: `net`, `plugins`. */
const isOf = (permission: string, asked: string) => permission === asked || permission.startsWith(`${asked}:`);

/** Every word occurs somewhere: in its names, in what it says of itself, in the titles of what it adds. */
function hasWords({ id, record, summary, contributions }: InstalledPlugin, text: string): boolean {
  const { keywords, categories } = record.manifest;
  const lists = [keywords, categories].flatMap((list) => (Array.isArray(list) ? list : []));
  const titles = contributions.flatMap((one) => [one.id, one.info.title]);
  const all = [id, summary.displayName, summary.description, summary.publisher, ...lists, ...titles];
  const written = all.join('\n').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => written.includes(word));
}
