/** `omnitrade sign FILE.otp`: writes what its publisher says of an archive into the .otpb file beside it. */

import { relative } from 'node:path';
import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { printJson, printLine } from '../output.ts';

interface SignOptions extends CommonOptions {
  readonly key?: string;
  readonly add?: boolean;
}

export function addSignCommand(program: Command): void {
  const command = program
    .command('sign')
    .argument('<file>', 'an .otp archive')
    .description('sign an archive; the signature is written beside it, as FILE.otpb')
    .option('--key <name>', 'the key to sign with (default: the only one, or the one called default)')
    .option('--add', 'add to the signatures that are there instead of replacing them');
  withCommonOptions(command, 'omnitrade sign my-indicator-1.0.0.otp').action(signFile);
}

async function signFile(file: string, options: SignOptions): Promise<void> {
  const [
    { parseEnvelope, readArchive, sign, toBundlePath },
    { KeyStore, unlockKey },
    files,
    { replaceFile },
    { keysError },
  ] = await Promise.all([
    import('@omnitrade/archive'),
    import('../keys/key-store.ts'),
    import('../archive-files.ts'),
    import('../local-files.ts'),
    import('../keys/errors.ts'),
  ]);
  const bytes = await files.readArchiveFile(file);
  const { manifest, sha256 } = readArchive(bytes);
  const stored = await new KeyStore(resolveHomeDir(options.home)).choose(options.key);
  if (stored.status !== 'active') throw keysError('not-active', { name: stored.name, status: stored.status });
  const bundleFile = toBundlePath(file);
  const addTo = options.add ? await files.readBundleFile(file, bundleFile) : undefined;
  const key = await unlockKey(stored);
  const bundle = sign(bytes, key, {
    createdAt: Date.now(),
    rotations: stored.rotations.map(parseEnvelope),
    ...(addTo && { addTo }),
  });
  await replaceFile(bundleFile, bundle);
  const { publisher, fingerprint } = key;
  const { name, version } = manifest;
  if (options.json) return printJson({ file: bundleFile, plugin: name, version, sha256, publisher, fingerprint });
  printLine(`Signed ${name} ${version} for ${publisher}: ${relative('', bundleFile)}`);
  printLine(`Give both files away together. Fingerprint of the key:\n  ${fingerprint}`);
}
