/** Measures archives: verifying and reading one beside a general unzip and a digest of the same files, and what storing costs on the wire. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { createSigningKey, pack, readArchive, sign, type Trust, verify } from '@omnitrade/archive';
import { createCodeStore } from '@omnitrade/store';

export interface ArchiveFigures {
  readonly megabytes: number;
  /** Milliseconds, the best of all rounds: what disturbs a round never makes it faster. */
  readonly ms: {
    readonly pack: number;
    readonly read: number;
    readonly verify: number;
    readonly unpackDurably: number;
    /** Python's zipfile reading everything, and SHA-256 of the whole, in one process that is already running. */
    readonly zipfileStored?: number;
    readonly zipfileDeflated?: number;
    /** The command unzip, started, writing a folder. */
    readonly unzipDeflated?: number;
  };
  /** Share of the archive's own size. */
  readonly onTheWire: { readonly deflatedZip?: number; readonly gzip: number; readonly brotli: number };
}

const files = 40;
const rounds = 25;

export async function measureArchive(megabytes: number): Promise<ArchiveFigures> {
  const folder = mkdtempSync(join(tmpdir(), 'omnitrade-bench-archive-'));
  try {
    const plugin = samplePlugin(Math.round((megabytes * 1e6) / files));
    const { bytes, archive } = pack(plugin, []);
    const key = createSigningKey('Example Labs');
    const bundle = sign(bytes, key, { createdAt: 0 });
    const nobody = { pins: new Map(), own: new Set<string>(), revoked: new Map() };
    const trust: Trust = { ...nobody, publishers: [key], now: 0 };
    if (!verify(bytes, bundle, trust).ok) throw new Error('the archive does not verify');
    const stored = [...archive.files].map(([path, data]) => ({ path, data }));
    let unpacked = 0;
    const ms = {
      pack: await time(() => pack(plugin, [])),
      read: await time(() => readArchive(bytes)),
      verify: await time(() => verify(bytes, bundle, trust)),
      unpackDurably: await time(() => createCodeStore(join(folder, `unpacked-${unpacked++}`)).put(stored)),
    };
    writeFileSync(join(folder, 'stored.zip'), bytes);
    const python = askPython(folder);
    const deflatedZip = python && python.deflatedBytes / bytes.length;
    const unzip = python && (await timeUnzip(folder));
    return {
      megabytes,
      ms: {
        ...ms,
        ...(python && { zipfileStored: python.stored, zipfileDeflated: python.deflated }),
        ...(unzip !== undefined && { unzipDeflated: unzip }),
      },
      onTheWire: {
        ...(deflatedZip !== undefined && { deflatedZip }),
        gzip: gzipSync(bytes).length / bytes.length,
        brotli: brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }).length / bytes.length,
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Code as bundlers write it: names and numbers that repeat, but not for ever. */
function samplePlugin(bytesPerFile: number): Map<string, Uint8Array> {
  let state = 1;
  const next = (below: number) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
  const line = () =>
    `export const v${next(1e6)} = average(values, ${next(400)}, { name${next(300)}: ${next(1e4)} });\n`;
  const manifest = {
    name: 'bench-plugin',
    version: '1.0.0',
    author: 'Example Labs',
    description: 'Code of a given size.',
    main: 'index.js',
    compatibility: { terminal: '^1.0.0' },
  };
  const plugin = new Map([['plugin.json', Buffer.from(JSON.stringify(manifest)) as Uint8Array]]);
  for (let i = 0; i < files; i++) {
    let text = '';
    while (text.length < bytesPerFile) text += line();
    plugin.set(i === 0 ? 'index.js' : `services/module-${i}.js`, Buffer.from(text));
  }
  return plugin;
}

const script = `
import hashlib, io, json, sys, time, zipfile
data = open(sys.argv[1], 'rb').read()
with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(sys.argv[2], 'w', zipfile.ZIP_DEFLATED) as made:
    for name in given.namelist():
        made.writestr(name, given.read(name))
def best(data):
    times = []
    for _ in range(int(sys.argv[3])):
        start = time.perf_counter()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for name in archive.namelist():
                archive.read(name)
        hashlib.sha256(data).hexdigest()
        times.append((time.perf_counter() - start) * 1000)
    return min(times)
deflated = open(sys.argv[2], 'rb').read()
print(json.dumps({'stored': best(data), 'deflated': best(deflated), 'deflatedBytes': len(deflated)}))
`;

function askPython(folder: string): { stored: number; deflated: number; deflatedBytes: number } | undefined {
  const paths = [join(folder, 'stored.zip'), join(folder, 'deflated.zip')];
  const { status, stdout } = spawnSync('python3', ['-c', script, ...paths, `${rounds}`]);
  return status === 0 ? JSON.parse(stdout.toString()) : undefined;
}

async function timeUnzip(folder: string): Promise<number | undefined> {
  const run = () =>
    spawnSync('unzip', ['-q', '-o', join(folder, 'deflated.zip'), '-d', join(folder, 'unzipped')]).status === 0;
  return run() ? time(run) : undefined;
}

async function time(work: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

if (import.meta.main) {
  for (const megabytes of [1, 10]) {
    const { ms, onTheWire } = await measureArchive(megabytes);
    const ratio = (other: number | undefined) =>
      other === undefined ? 'none' : `${(ms.verify / other).toFixed(2)} of it`;
    console.log(`${megabytes} MB`);
    for (const [name, value] of Object.entries(ms))
      console.log(`  ${name.padEnd(16)} ${value.toFixed(1).padStart(7)} ms`);
    console.log(
      `  verify beside zipfile + sha256, deflated: ${ratio(ms.zipfileDeflated)}; stored: ${ratio(ms.zipfileStored)}`,
    );
    console.log(
      `  on the wire: ${Object.entries(onTheWire)
        .map(([name, share]) => `${name} ${(share * 100).toFixed(1)} %`)
        .join(', ')}`,
    );
  }
}
