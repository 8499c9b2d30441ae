import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { gone, isAlive } from '../../test-kit/kit.ts';

const program = fileURLToPath(new URL('./doomed-server-fixture.ts', import.meta.url));

it.runIf(process.platform !== 'win32')(
  'a runner that cannot notice the end of its server does not outlive it',
  async () => {
    const server = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    const pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    server.kill('SIGKILL');
    await gone(pid);
  },
  30_000,
);
