/** Examines a home: by itself if nobody holds it, else as far as the terminal that holds it can tell. */

import { isCoded, toErrorJson } from '@omnitrade/contracts';
import { openHome, readSession } from '@omnitrade/store';
import { TrustFile } from '../keys/trust-file.ts';
import { RemoteTerminal } from '../remote-terminal.ts';
import type { Examined, HomeCheck } from './check.ts';
import { homeChecks } from './checks/index.ts';
import type { Finding } from './finding.ts';

export interface Examination {
  /** No error was found. */
  readonly ok: boolean;
  readonly home: string;
  readonly findings: readonly Finding[];
}

export async function examine(dir: string): Promise<Examination> {
  const session = await readSession(dir);
  const isLeft = session !== undefined && !isAlive(session.pid);
  const findings = await findAll(dir);
  const left: Finding = {
    check: 'lock',
    level: 'info',
    message: `Process ${session?.pid} ended without letting go of the home in order.`,
    remedy: 'Nothing was lost by it, and the next command puts it right.',
  };
  const all = isLeft ? [left, ...findings] : findings;
  return { ok: all.every(({ level }) => level !== 'error'), home: dir, findings: all };
}

async function findAll(dir: string): Promise<Finding[]> {
  try {
    await using home = await openHome({ dir });
    const [inspection, records, kept] = await Promise.all([home.inspect(), home.plugins.list(), home.changes.kept()]);
    const trust = new TrustFile(dir);
    const findings: Finding[] = [{ check: 'home', level: 'ok', message: `The home ${dir} can be read and written.` }];
    for (const check of homeChecks)
      findings.push(...(await carryOut(check, { home, inspection, records, kept, trust })));
    return findings;
  } catch (error) {
    const session = await readSession(dir);
    if (isCoded(error) && error.code === 'store.home-in-use' && session?.url && session.token)
      return askTerminal(new RemoteTerminal(session.url, session.token), session.url);
    return [{ check: 'home', level: 'error', message: toErrorJson(error).message }];
  }
}

async function carryOut(check: HomeCheck, examined: Examined): Promise<Finding[]> {
  try {
    const found = await check.find(examined);
    if (found.length === 0) return [{ check: check.name, level: 'ok', message: check.well }];
    return found.map((finding) => ({ check: check.name, ...finding }));
  } catch (error) {
    return [{ check: check.name, level: 'error', message: toErrorJson(error).message }];
  }
}

/** What can be seen from outside while a terminal holds the home. */
async function askTerminal(terminal: RemoteTerminal, url: string): Promise<Finding[]> {
  try {
    const [plugins, { safeMode }] = await Promise.all([terminal.plugins(), terminal.vitals()]);
    return [
      {
        check: 'home',
        level: 'info',
        message: `A terminal runs on this home at ${url} and answers.`,
        remedy: 'Stop it and run doctor again to have file, code and signatures examined too.',
      },
      ...(safeMode ? [{ check: 'starts', level: 'warning', message: safeMode.reason } as const] : []),
      ...plugins.flatMap(({ id, state, error }): Finding[] =>
        error && (state === 'failed' || state === 'quarantined')
          ? [
              {
                check: 'plugins',
                level: 'warning',
                plugin: id,
                message: `It is ${state}: ${error.message}`,
                remedy: `Run omnitrade retry ${id}, or omnitrade disable ${id}.`,
              },
            ]
          : [],
      ),
    ];
  } catch (error) {
    return [{ check: 'home', level: 'error', message: toErrorJson(error).message }];
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
