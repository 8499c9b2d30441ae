import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coversHost, findHostFault } from './host-name.ts';

describe('findHostFault', () => {
  test.each(['api.kraken.com', '*.example.com', 'example.co.uk', 'xn--bcher-kva.example', 'a-b.c1.io', '*.a.co.uk'])(
    'finds nothing wrong with %s',
    (host) => {
      expect(findHostFault(host)).toBeUndefined();
    },
  );

  test.each([
    ['', 'name each host'],
    ['*', 'name each host'],
    ['com', 'needs a domain'],
    ['localhost', 'needs a domain'],
    ['*.com', 'top-level domain'],
    ['*.co.uk', 'whole registry'],
    ['api.*.com', 'star'],
    ['*api.example.com', 'star'],
    ['*.*.example.com', 'star'],
    ['API.kraken.com', 'lower case'],
    ['bücher.example', '"xn--"'],
    ['api.example.com.', 'dot at the end'],
    ['api.example.com:443', 'port'],
    ['user@example.com', 'without scheme, path or user'],
    ['https://example.com', 'without scheme, path or user'],
    ['example.com/x', 'without scheme, path or user'],
    ['127.0.0.1', 'an address'],
    ['10.1', 'an address'],
    ['0x7f.1', 'an address'],
    ['1.2.3.0x4', 'an address'],
    ['[::1]', 'an address'],
    ['::1', 'an address'],
    ['fe80::1', 'an address'],
    ['db.internal', 'this machine or its network'],
    ['printer.local', 'this machine or its network'],
    ['x.localhost', 'this machine or its network'],
    ['-a.example.com', 'letters a to z'],
    ['a..example.com', 'letters a to z'],
    ['a_b.example.com', 'letters a to z'],
    ['exam ple.com', 'letters a to z'],
    ['example.com\n', 'letters a to z'],
    [`${'a'.repeat(64)}.example.com`, 'letters a to z'],
    [`${'a.'.repeat(130)}com`, 'at most 253'],
  ])('refuses %j', (host, why) => {
    expect(findHostFault(host)).toContain(why);
  });

  test('accepts nothing that a browser would read as another host', () => {
    fc.assert(
      fc.property(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.string({ unit: 'binary', maxLength: 40 })), (host) => {
        if (findHostFault(host) || host.startsWith('*.')) return;
        expect(new URL(`https://${host}/`).hostname).toBe(host);
      }),
      { numRuns: 500 },
    );
  });
});

describe('coversHost', () => {
  test.each([
    ['api.example.com', 'api.example.com', true],
    ['*.example.com', 'api.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', '*.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '.example.com', false],
    ['*.example.com', 'badexample.com', false],
    ['*.b.example.com', '*.example.com', false],
    ['example.com', 'api.example.com', false],
  ])('%s reaches %s: %s', (granted, needed, covered) => {
    expect(coversHost(granted, needed)).toBe(covered);
  });
});
