/** `npm run bench -- [NAME …]`: runs the benches named, or all of them, one after the other, each in a process of its own. */

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

const flags = ['--no-node-snapshot', '--no-harmony-temporal', '--disable-warning=ExperimentalWarning'];

/** A bench is a file that does something when it is started; the others here are parts of one. */
function listBenches(): string[] {
  return readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
    .filter((file) => readFileSync(join(import.meta.dirname, file), 'utf8').includes('if (import.meta.main)'))
    .map((file) => file.slice(0, -3));
}

function describeMachine(): string {
  const { model = 'unknown processor' } = cpus()[0] ?? {};
  const load = loadavg()[0]?.toFixed(1);
  return `${availableParallelism()} x ${model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}, V8 ${process.versions.v8}, ${process.platform} ${process.arch}; load at the start ${load}`;
}

const known = listBenches();
const named = process.argv.slice(2);
const unknown = named.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
  process.exit(1);
}
console.log(`${describeMachine()}\n`);
let failed = false;
for (const name of named.length > 0 ? named : known) {
  console.log(`## ${name}\n`);
  const { status } = spawnSync(process.execPath, [...flags, join(import.meta.dirname, `${name}.ts`)], {
    stdio: 'inherit',
  });
  failed ||= status !== 0;
  console.log('');
}
process.exit(failed ? 1 : 0);
