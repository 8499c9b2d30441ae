/** What a user may set: `config.json` in the home, below the environment, below the command's flags. */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { terminalError } from './errors.ts';

const portSchema = z.coerce.number().int().min(0).max(65_535);

/** Sixteen groups of four hex digits. */
const fingerprintShape = /^[0-9a-f]{4}(?:-[0-9a-f]{4}){15}$/;

/** `config.json`; unknown keys are refused. */
export const configSchema = z.strictObject({
  port: portSchema.optional().describe('Port to listen on; 0 takes any free one.'),
  host: z.string().min(1).max(255).optional().describe('Address to listen on.'),
  allowedHosts: z
    .array(z.string().regex(/^[^\s/@]{1,255}$/))
    .max(32)
    .optional()
    .describe('Further `name:port` under which the terminal is reached, for example through a forwarded port.'),
  logLevel: z.literal(['debug', 'info', 'warn', 'error']).optional(),
  trust: z
    .array(z.strictObject({ publisher: z.string().min(1).max(100), fingerprint: z.string().regex(fingerprintShape) }))
    .max(1_000)
    .optional()
    .describe('Publishers whose word is taken, each with the fingerprint of its key.'),
});
export type ConfigInput = z.input<typeof configSchema>;
export interface Config {
  readonly port: number;
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly logLevel: string;
  readonly trust?: readonly { readonly publisher: string; readonly fingerprint: string }[];
}

const defaults: Config = { port: 8420, host: '127.0.0.1', allowedHosts: [], logLevel: 'info' };

/** Throws `terminal.bad-config`. */
export async function readConfig(homeDir: string, flags: ConfigInput = {}, env = process.env): Promise<Config> {
  const file = join(homeDir, 'config.json');
  const fromEnv = { port: env.OMNITRADE_PORT, host: env.OMNITRADE_HOST, logLevel: env.OMNITRADE_LOG_LEVEL };
  return {
    ...defaults,
    ...check(await readJson(file), file),
    ...check(withoutAbsent(fromEnv), 'the environment variables OMNITRADE_*'),
    ...check(withoutAbsent(flags), 'the flags of the command'),
  };
}

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw terminalError('bad-config', { file, issues: ['it cannot be read'] }, cause);
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw terminalError('bad-config', { file, issues: ['it is not JSON'] }, cause);
  }
}

function check(value: unknown, file: string): Partial<Config> {
  const result = configSchema.safeParse(value);
  if (result.success) return withoutAbsent(result.data);
  throw terminalError('bad-config', { file, issues: toSentences(result.error) });
}

/** Each issue as `path: message`. */
export function toSentences(error: z.ZodError): string[] {
  return error.issues.map((issue) => {
    const path = issue.path.map(String).join('.');
    return path === '' ? issue.message : `${path}: ${issue.message}`;
  });
}

function withoutAbsent<T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as never;
}
