/** Which addresses plugins may reach: those of the public internet, and none that leads to this machine or its networks. */

import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Everything that is not the public internet, by the registries of special addresses. */
const blocked4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  // Behind a carrier's translation; some clouds answer for metadata here.
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  // Link-local; 169.254.169.254 is where clouds hand out the credentials of a machine.
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  // A cloud's metadata at an address that looks public.
  ['168.63.129.16', 32],
];
/** Inside the global range, but special: Teredo and its neighbours, documentation, 6to4. All carry or hide another address. */
const blocked6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const special = new BlockList();
for (const [address, bits] of blocked4) special.addSubnet(address, bits, 'ipv4');
for (const [address, bits] of blocked6) special.addSubnet(address, bits, 'ipv6');
/** Mapped, translated, unique local, link-local and multicast addresses all lie outside of this. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the public internet that is not one of this machine's own. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0 || address.includes('%')) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (version === 6 && !global6.check(address, family)) return false;
  return !special.check(address, family) && !isOwnAddress(address, family);
}

/** A server may have a public address of its own, with services behind it that trust whoever is local. */
function isOwnAddress(address: string, family: 'ipv4' | 'ipv6'): boolean {
  const own = new BlockList();
  for (const one of Object.values(networkInterfaces()).flatMap((list) => list ?? []))
    own.addAddress(one.address.split('%')[0] as string, one.family === 'IPv4' ? 'ipv4' : 'ipv6');
  return own.check(address, family);
}
