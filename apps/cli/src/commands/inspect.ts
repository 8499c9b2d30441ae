/** `omnitrade inspect FILE.otp`: what an archive holds, and who says what about it; nothing is judged, nothing run. */

import { isCoded } from '@omnitrade/contracts';
import type { Command } from 'commander';
import { type CommonOptions, withCommonOptions } from '../common-options.ts';
import { type Column, plainText, printJson, printLine, printTable } from '../output.ts';

interface Listed {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

const columns: readonly Column<Listed>[] = [
  { title: 'FILE', value: ({ path }) => path },
  { title: 'BYTES', right: true, value: ({ bytes }) => `${bytes}` },
  { title: 'SHA256', value: ({ sha256 }) => sha256 },
];

export function addInspectCommand(program: Command): void {
  const command = program
    .command('inspect')
    .argument('<file>', 'an .otp archive')
    .description('what an archive holds, without running any of it');
  withCommonOptions(command, 'omnitrade inspect my-indicator-1.0.0.otp').action(inspect);
}

async function inspect(file: string, options: CommonOptions): Promise<void> {
  const [{ readArchive }, { readArchiveFile, readBundleFile }] = await Promise.all([
    import('@omnitrade/archive'),
    import('../archive-files.ts'),
  ]);
  const archive = readArchive(await readArchiveFile(file));
  const { signatures, problem } = await readSignatures(await readBundleFile(file));
  const { manifest, manifestJson, sha256, bytes, digests, contributions } = archive;
  if (options.json)
    return printJson({
      plugin: manifest.name,
      version: manifest.version,
      sha256,
      bytes,
      manifest: manifestJson,
      contributions,
      entries: digests,
      signatures,
      ...(problem && { signatureProblem: problem }),
    });
  const rows: [string, string][] = [
    ['Plugin', `${manifest.displayName ?? manifest.name} (${manifest.name}) ${manifest.version}`],
    ['About', manifest.description],
    ['Author', manifest.author],
    ['Asks for', manifest.permissions.map(({ id }) => id).join(', ') || 'nothing'],
    ['Adds', contributions.map(({ point, id }) => `${id} (${point})`).join(', ') || 'nothing'],
    [
      'Needs',
      Object.entries(manifest.dependencies)
        .map((pair) => pair.join(' '))
        .join(', ') || 'no other plugin',
    ],
    ['Archive', `${bytes} bytes, sha256 ${sha256}`],
    [
      'Signed',
      signatures.map((one) => `${one.fingerprint} for ${one.publisher}`).join(', ') || (problem ?? 'by nobody'),
    ],
  ];
  for (const [name, text] of rows) printLine(`${name.padEnd(10)}${plainText(text)}`);
  printLine('');
  printTable(digests, columns, '');
  if (signatures.length > 0) printLine("\nThe signatures were not checked; 'omnitrade verify' does that.");
}

interface Signatures {
  readonly signatures: readonly {
    readonly fingerprint: string;
    readonly publisher: string;
    readonly createdAt: number;
  }[];
  /** Why what lies beside the archive cannot be shown; the archive can. */
  readonly problem?: string;
}

async function readSignatures(bundle: Uint8Array | undefined): Promise<Signatures> {
  if (!bundle) return { signatures: [] };
  const { findClaim, parseBundle } = await import('@omnitrade/archive');
  try {
    const claim = findClaim(parseBundle(bundle));
    if (!claim) return { signatures: [] };
    const { publisher, createdAt, envelope } = claim;
    return { signatures: envelope.signatures.map(({ keyid }) => ({ fingerprint: keyid, publisher, createdAt })) };
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { signatures: [], problem: error.message };
  }
}
