/** Which host names a network permission may name: public DNS names, never an address, never a whole registry of names. */

const maxNameChars = 253;
const labelShape = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** Names that are answered inside a machine or a network, not by the public DNS. */
const privateEndings = [
  'localhost',
  'local',
  'localdomain',
  'internal',
  'intranet',
  'private',
  'lan',
  'home',
  'corp',
  'arpa',
];
/** Second labels under which country registries sell names to anyone: `*.co.uk` would be half a country. */
const registryLabels = ['ac', 'co', 'com', 'edu', 'go', 'gov', 'ne', 'net', 'or', 'org'];

/** Says in half a sentence what is wrong with the host of a permission; undefined if nothing is. */
export function findHostFault(host: string): string | undefined {
  if (host === '' || host === '*') return 'name each host, as in "net:api.example.com"';
  if (host.length > maxNameChars) return `a host name has at most ${maxNameChars} characters`;
  if (host !== host.toLowerCase()) return 'write host names in lower case';
  if (/[/@?#]/.test(host)) return 'write the host name alone, without scheme, path or user';
  if (host.startsWith('[') || /^[0-9a-f]*:[0-9a-f:.]*:/.test(host))
    return 'an address is not allowed, only a host name';
  if (host.includes(':')) return 'write the host name alone, without a port';
  if (host.endsWith('.')) return 'write it without the dot at the end';
  const wild = host.startsWith('*.');
  const labels = (wild ? host.slice(2) : host).split('.');
  const last = labels.at(-1) as string;
  if (labels.some((label) => label.includes('*')))
    return 'a star may only stand for the whole first part, as in "*.example.com"';
  if (labels.some((label) => !labelShape.test(label)))
    return 'host names consist of letters a to z, digits, hyphens and dots (others in their "xn--" form)';
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(last)) return 'an address is not allowed, only a host name';
  if (labels.length < 2)
    return wild ? 'it would allow a whole top-level domain' : 'it needs a domain, as in "example.com"';
  if (privateEndings.includes(last)) return 'hosts of this machine or its network are out of reach for plugins';
  if (wild && labels.length === 2 && last.length === 2 && registryLabels.includes(labels[0] as string))
    return 'it would allow every site of a whole registry';
  return undefined;
}

/** True if a grant for `granted` reaches `needed`: the same name, or any name below the one behind the star. */
export function coversHost(granted: string, needed: string): boolean {
  if (granted === needed) return true;
  return granted.startsWith('*.') && needed.endsWith(granted.slice(1)) && needed !== granted.slice(1);
}
