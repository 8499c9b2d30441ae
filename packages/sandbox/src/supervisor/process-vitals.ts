/** What the system says of a process: memory and processor time. Undefined where it does not show them. */

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Schedule } from './patience.ts';

const pageBytes = 4096;
/** Clock ticks of /proc are hundredths of a second on every Linux there is. */
const tickMs = 10;
const processors = availableParallelism();

/** Resident memory in bytes. */
export function readRss(pid: number): number | undefined {
  const pages = read(`/proc/${pid}/statm`)?.split(' ')[1];
  return pages === undefined ? undefined : Number(pages) * pageBytes;
}

/** Processor time of all threads in milliseconds, as fine as 10. */
export function readCpuMs(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in parentheses may hold spaces; user and system time are the 12th and 13th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * tickMs;
}

/** How long the main thread ran, and stood ready without a processor; and how many threads of the machine want one. */
export function readSchedule(pid: number): Schedule | undefined {
  const [ranNs, waitedNs] = read(`/proc/${pid}/schedstat`)?.split(' ').map(Number) ?? [];
  const running = read('/proc/loadavg')?.split(' ')[3]?.split('/')[0];
  if (ranNs === undefined || waitedNs === undefined || running === undefined) return undefined;
  return { ranNs, waitedNs, crowding: Number(running) / processors };
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
