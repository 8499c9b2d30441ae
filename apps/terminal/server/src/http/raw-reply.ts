/** Answers a connection on which no HTTP exchange goes on: a refused upgrade, a request that cannot be parsed. */

import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { toReply } from './status-codes.ts';

export function refuseConnection(connection: Duplex, thrown: unknown): void {
  const { status, error } = toReply(thrown);
  const body = JSON.stringify({ error });
  if (!connection.writable) return;
  connection.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
