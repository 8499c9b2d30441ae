/** A browser tab driven by nothing but evaluation: a test driver also copies every network frame to itself, which costs more than what is measured. */

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { browserArgs } from '../e2e/page/page-rig.ts';
import { findChromium } from '../tools/chromium.ts';

export interface PlainTab extends AsyncDisposable {
  /** Undefined while a page is only coming. */
  evaluate<T>(expression: string): Promise<T | undefined>;
}

type Answer = { result?: { value: unknown } } | undefined;

/** Starts a browser of its own on the URL. */
export async function openPlainTab(url: string): Promise<PlainTab> {
  const found = findChromium();
  if (!found.ok) throw new Error(found.sentence);
  const profile = mkdtempSync(join(tmpdir(), 'omnitrade-tab-'));
  const own = [`--user-data-dir=${profile}`, '--remote-debugging-port=0', '--window-size=1440,900'];
  const browser = spawn(found.path, [...browserArgs, ...own, url], { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  const endpoint = await new Promise<string>((resolve, reject) => {
    let text = '';
    browser.stderr.on('data', (chunk) => {
      text += chunk;
      const port = /DevTools listening on ws:\/\/([^/]+)\//.exec(text)?.[1];
      if (port) resolve(port);
    });
    browser.once('exit', () => reject(new Error(`The browser ended: ${text}`)));
  });
  const targets = (await (await fetch(`http://${endpoint}/json/list`)).json()) as {
    type: string;
    webSocketDebuggerUrl: string;
  }[];
  const socket = new WebSocket(targets.find(({ type }) => type === 'page')?.webSocketDebuggerUrl as string);
  await new Promise((resolve) => socket.once('open', resolve));
  const waiting = new Map<number, (result: Answer) => void>();
  socket.on('message', (data) => {
    const { id, result } = JSON.parse(String(data));
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  let next = 1;
  return {
    async evaluate<T>(expression: string): Promise<T | undefined> {
      const id = next++;
      const answer = new Promise<Answer>((resolve) => waiting.set(id, resolve));
      const params = { expression, awaitPromise: true, returnByValue: true };
      socket.send(JSON.stringify({ id, method: 'Runtime.evaluate', params }));
      return (await answer)?.result?.value as T | undefined;
    },
    async [Symbol.asyncDispose]() {
      socket.terminate();
      browser.kill();
      await gone;
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
