import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAllowedHosts } from './allowed-hosts.ts';

describe('allowed hosts', () => {
  const hosts = createAllowedHosts('127.0.0.1');

  it.each(['127.0.0.1:8420', 'localhost:8420', 'LOCALHOST:8420', '[::1]:8420'])('hold %s at its own port', (host) => {
    expect(hosts.isHost(host, 8420)).toBe(true);
    expect(hosts.isHost(host, 8421)).toBe(false);
    expect(hosts.isOrigin(`http://${host}`, 8420)).toBe(true);
  });

  it('leave the port out only where a browser does', () => {
    expect(hosts.isHost('localhost', 80)).toBe(true);
    expect(hosts.isHost('localhost', 8420)).toBe(false);
  });

  it('hold no other name, whatever it is made of', () => {
    const part = fc.constantFrom(
      '127.0.0.1',
      'localhost',
      '[::1]',
      '.',
      ':',
      '8420',
      '@',
      '/',
      'evil',
      '%00',
      ' ',
      '#',
    );
    const own = new Set(['127.0.0.1:8420', 'localhost:8420', '[::1]:8420']);
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const host = parts.join('');
        expect(hosts.isHost(host, 8420)).toBe(own.has(host));
        expect(hosts.isOrigin(host, 8420)).toBe(false);
        expect(hosts.isOrigin(`http://${host}`, 8420)).toBe(own.has(host));
      }),
    );
    expect(hosts.isHost(undefined, 8420)).toBe(false);
    expect(hosts.isHost('192.168.0.7:8420', 8420)).toBe(false);
  });

  it('hold the address that is listened on, and what the user adds', () => {
    const wider = createAllowedHosts('192.168.0.7', ['Desk.example:9000']);
    expect(wider.isHost('192.168.0.7:8420', 8420)).toBe(true);
    expect(wider.isHost('desk.example:9000', 8420)).toBe(true);
    expect(wider.isOrigin('https://desk.example:9000', 8420)).toBe(true);
    expect(wider.isHost('desk.example:8420', 8420)).toBe(false);
    expect(createAllowedHosts('::1').isHost('[::1]:1', 1)).toBe(true);
  });

  it('hold the addresses of this machine when all of them are listened on, and no name', () => {
    const all = createAllowedHosts('0.0.0.0');
    expect(all.isHost('127.0.0.1:8420', 8420)).toBe(true);
    expect(all.isHost('evil.example:8420', 8420)).toBe(false);
    expect(all.isHost('0.0.0.0:8420', 8420)).toBe(false);
  });
});
