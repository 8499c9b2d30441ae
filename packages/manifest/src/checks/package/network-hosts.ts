/** Does the plugin talk to the hosts it asks for, and to no others? */

import { isGranted } from '@omnitrade/permissions';
import { checkError } from './errors.ts';
import { type Fault, manifestFile, type PackageRule, type Subject } from './package-rule.ts';

const reachers = ['fetch', 'WebSocket'];

/** Addresses that are names, not places to talk to. */
const names = ['www.w3.org', 'json-schema.org'];

const askedHosts = ({ manifest }: Subject) =>
  (manifest?.permissions ?? []).map(({ id }): string => id).filter((id) => id.startsWith('net:'));
const uses = ({ code }: Subject) =>
  code.flatMap(({ path, globals }) =>
    globals.filter(({ name }) => reachers.includes(name)).map((one) => ({ path, ...one })),
  );

export const networkHosts: PackageRule = {
  rule: 'network-hosts',
  severity: 'error',
  check(subject) {
    if (!subject.manifest) return [];
    const asked = askedHosts(subject);
    const [first] = uses(subject);
    if (!first) return [];
    if (asked.length === 0)
      return [{ file: first.path, line: first.line, error: checkError('undeclared-network', { name: first.name }) }];
    const told = new Set<string>();
    return subject.code.flatMap(({ path, hosts }) =>
      hosts.flatMap(({ name: host, line }): Fault[] => {
        if (told.has(host) || names.includes(host) || isGranted(asked, `net:${host}`)) return [];
        told.add(host);
        // It may be a link in a text.
        return [{ file: path, line, severity: 'warning', error: checkError('undeclared-host', { host }) }];
      }),
    );
  },
};

/** A host that is asked for and never named, by code that makes no addresses of parts. */
export const unusedHosts: PackageRule = {
  rule: 'unused-hosts',
  severity: 'warning',
  check(subject) {
    const { manifest, code, lineOf } = subject;
    if (!manifest || code.length === 0 || code.some(({ fault }) => fault)) return [];
    const isTalking = uses(subject).length > 0;
    const hosts = code.flatMap((module) => module.hosts.map(({ name }) => `net:${name}`));
    const words = code.flatMap((module) => module.words);
    return manifest.permissions.flatMap(({ id }, i): Fault[] => {
      if (!id.startsWith('net:')) return [];
      const line = lineOf(`permissions[${i}]`);
      const place = { file: manifestFile, ...(line && { line }) };
      if (!isTalking) return [{ ...place, error: checkError('unused-permission', { permission: id }) }];
      const name = id.slice('net:'.length).replace('*.', '');
      if (hosts.some((host) => isGranted([id], host)) || words.some((word) => word.includes(name))) return [];
      return [{ ...place, severity: 'info', error: checkError('unused-host', { permission: id }) }];
    });
  },
};
