/** Calls of the terminal's API beside the socket: for what is asked seldom and answered whole. */

import type { ErrorJson, JsonObject } from '@omnitrade/contracts';
import { RequestFailure } from './link.ts';

export interface ApiPorts {
  readonly fetch: typeof fetch;
  /** The text that goes with every change; undefined until there is a session. */
  csrf(): string | undefined;
}

export type ApiMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Rejects with a {@link RequestFailure} whose sentence is for the user. */
export async function callApi<T>(
  { fetch, csrf }: ApiPorts,
  method: ApiMethod,
  path: string,
  body?: unknown,
): Promise<T> {
  const text = csrf();
  const isFile = body instanceof Blob;
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      cache: 'no-store',
      credentials: 'same-origin',
      headers: {
        ...(text !== undefined && method !== 'GET' && { 'x-omnitrade-csrf': text }),
        ...(body !== undefined && { 'content-type': isFile ? 'application/octet-stream' : 'application/json' }),
      },
      ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
    });
  } catch {
    throw new RequestFailure('link.closed', 'There is no connection to the terminal right now.');
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok) return answer as T;
  const error = (answer as { readonly error?: ErrorJson } | undefined)?.error;
  throw new RequestFailure(
    error?.code ?? 'link.bad-answer',
    error?.message ?? `The terminal answered ${response.status}.`,
    error?.data as JsonObject | undefined,
  );
}
