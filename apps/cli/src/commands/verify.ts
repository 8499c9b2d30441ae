/** `omnitrade verify FILE.otp`: may this archive be run, by whose word, and if not, why not. */

import type { Verification } from '@omnitrade/archive';
import { resolveHomeDir } from '@omnitrade/store';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { plainText, printJson, printLine } from '../output.ts';

interface VerifyOptions extends CommonOptions {
  readonly bundle?: string;
  readonly pin?: string;
  readonly replacePin?: boolean;
}

export function addVerifyCommand(program: Command): void {
  const command = program
    .command('verify')
    .argument('<file>', 'an .otp archive')
    .description('check an archive against its signatures and the keys this home knows')
    .option('--bundle <file>', 'where its signatures are (default: FILE.otpb beside it)')
    .option('--pin <fingerprint>', 'take the plugin under this key from now on, if that is who signed it')
    .option('--replace-pin', 'with --pin: give up the key it was taken under before');
  withCommonOptions(command, 'omnitrade verify my-indicator-1.0.0.otp').action(verifyFile);
}

async function verifyFile(file: string, options: VerifyOptions): Promise<void> {
  const [{ verify }, { readArchiveFile, readBundleFile }, { TrustFile }] = await Promise.all([
    import('@omnitrade/archive'),
    import('../archive-files.ts'),
    import('../keys/trust-file.ts'),
  ]);
  const [bytes, bundle] = await Promise.all([readArchiveFile(file), readBundleFile(file, options.bundle)]);
  const trustFile = new TrustFile(resolveHomeDir(options.home));
  const now = Date.now();
  const trust = await trustFile.read(now);
  let result = verify(bytes, bundle, trust);
  if (options.pin !== undefined && result.plugin) {
    const { plugin } = result;
    const fingerprint = await toPin(options.pin, plugin, trust.pins.get(plugin), options.replacePin === true);
    // What would be the verdict if it were pinned? Only a good one is worth a pin.
    result = verify(bytes, bundle, { ...trust, pins: new Map(trust.pins).set(plugin, fingerprint) });
    if (result.ok) await trustFile.pin(plugin, result.fingerprint ?? fingerprint, now);
  }
  if (!result.ok) process.exitCode = 1;
  const { archive: _, ...document } = result;
  if (options.json) printJson(document);
  else printVerification(result);
}

async function toPin(text: string, plugin: string, before: string | undefined, replace: boolean): Promise<string> {
  const [{ parseFingerprint }, { keysError }] = await Promise.all([
    import('@omnitrade/archive'),
    import('../keys/errors.ts'),
  ]);
  const fingerprint = parseFingerprint(text);
  if (fingerprint === undefined) throw keysError('not-a-fingerprint', { text });
  if (before !== undefined && before !== fingerprint && !replace)
    throw keysError('pinned-already', { plugin, fingerprint: before });
  return fingerprint;
}

function printVerification({ ok, outcome, plugin, version, publisher, fingerprint, reasons }: Verification): void {
  printLine(`${ok ? 'Good' : 'Refused'}: ${outcome}${plugin ? `, ${plugin} ${version}` : ''}`);
  if (publisher !== undefined) printLine(`  Publisher    ${plainText(publisher)}`);
  if (fingerprint !== undefined) printLine(`  Fingerprint  ${fingerprint}`);
  for (const reason of reasons) printLine(`  ${plainText(reason)}`);
}
