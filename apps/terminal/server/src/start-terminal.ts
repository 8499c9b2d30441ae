/** Starts the terminal server on a home and a host, and ends all three in order. */

import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Host } from '@omnitrade/host';
import type { Home } from '@omnitrade/store';
import type { Logger } from 'pino';
import manifest from '../../package.json' with { type: 'json' };
import { terminalError } from './errors.ts';
import { createHttp } from './http/create-http.ts';
import type { Http } from './http/http.ts';
import { LogBook } from './log-book.ts';
import { LoopGapMeter } from './loop-gap.ts';
import { createMetrics } from './metrics.ts';
import { createAccess } from './security/access.ts';
import { createAllowedHosts, toUrlHost } from './security/allowed-hosts.ts';
import { Sessions } from './security/sessions.ts';
import { PageSockets } from './socket/page-sockets.ts';
import { Uploads } from './uploads.ts';

export interface TerminalOptions {
  /** Belongs to the terminal from the moment it is started. */
  readonly home: Home;
  /** Opened already; belongs to the terminal as well. */
  readonly host: Host;
  readonly logger: Logger;
  /** The newest lines of plugins; without it nobody can read them over the API. */
  readonly logBook?: LogBook;
  readonly address: string;
  /** 0 takes any free one. */
  readonly port: number;
  readonly allowedHosts?: readonly string[];
  /** The built page; without it only the API is served. */
  readonly pageDir?: string;
  /** Someone asked for the end; by default the terminal closes itself. */
  readonly onShutdown?: () => void;
}

export interface Terminal extends AsyncDisposable {
  /** Without the token. */
  readonly url: string;
  /** What the user opens: the token stands in the fragment, which is never sent. */
  readonly pageUrl: string;
  readonly port: number;
  readonly token: string;
  /** Says goodbye to the pages, ends host and plugins, lets go of the home. */
  close(): Promise<void>;
}

/** Throws `terminal.port-taken`, `terminal.cannot-listen`, `store.*`; home and host are then still the caller's. */
export async function startTerminal(options: TerminalOptions): Promise<Terminal> {
  const { home, host, logger, address, pageDir, logBook = new LogBook() } = options;
  const { version } = manifest;
  const sessions = new Sessions();
  const access = createAccess(createAllowedHosts(address, options.allowedHosts), sessions);
  const own = new AsyncDisposableStack();
  const loopGap = own.use(new LoopGapMeter());
  const vitals = () => ({ ...host.vitals(), loopGapMs: loopGap.gapMs });
  const uploads = await Uploads.open(join(home.dir, 'uploads'));
  const shared = { host, layout: home.layout, version, access, logger, vitals };
  const sockets = new PageSockets({ ...shared, run: randomUUID() });
  const metrics = createMetrics(host, loopGap, () => sockets.size);
  const onShutdown = options.onShutdown ?? (() => void close());
  const app = own.adopt(await createHttp({ ...shared, logBook, uploads, metrics, pageDir, onShutdown }), (http) =>
    http.close(),
  );
  own.use(sockets);
  own.use(
    host.onEvent(({ seq, type, plugin }) => {
      logger.info({ seq, event: type, plugin });
      if (plugin !== undefined) logBook.add(plugin, 'info', type);
    }),
  );
  app.server.on('upgrade', (request, connection, head) => sockets.upgrade(request, connection, head));

  let closing: Promise<void> | undefined;
  const close = () => {
    closing ??= closeInOrder([own, host, home]).then(() => logger.info('the terminal is closed'));
    return closing;
  };

  try {
    const port = await listen(app, address, options.port);
    const url = `http://${toUrlHost(toReachable(address))}:${port}`;
    const { token } = sessions;
    await home.announce({ url, token });
    logger.info({ url, home: home.dir, version }, 'the terminal listens');
    return { url, pageUrl: `${url}/#token=${token}`, port, token, close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await own.disposeAsync();
    throw error;
  }
}

/** What fails to close does not keep the rest open. */
async function closeInOrder(parts: readonly AsyncDisposable[]): Promise<void> {
  await using stack = new AsyncDisposableStack();
  for (const part of parts.toReversed()) stack.use(part);
}

/** An address at which a terminal that listens on all can be reached from here. */
const toReachable = (address: string) => (address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address);

async function listen(app: Http, address: string, port: number): Promise<number> {
  try {
    await app.listen({ host: address, port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
      throw terminalError('port-taken', { port, address }, error);
    const reason = error instanceof Error ? error.message : String(error);
    throw terminalError('cannot-listen', { port, address, reason }, error);
  }
  return (app.server.address() as AddressInfo).port;
}
