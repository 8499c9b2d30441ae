/** A network of answers a test has written down. What a plugin may reach is decided as ever; only the wire is not there. */

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { defaultNetworkPolicy, type ExchangeRequest, type NetworkPolicy } from '@omnitrade/host';
import { testError } from '../errors.ts';

/** What a server answers. A `body` that is an object is sent as JSON. */
export interface TestAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | object;
}

/** A request as it would have gone out: with the secrets in it. */
export interface TestRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answerer = TestAnswer | Error | ((request: TestRequest) => TestAnswer | Error | Promise<TestAnswer | Error>);

export interface TestNetwork {
  /**
   * Answers a URL from now on; one that ends in `*` stands for all that begin so. An Error breaks the connection.
   * The latest answer that fits is given.
   */
  answer(url: string, answer: Answerer): void;
  /** Requests that were let through, oldest first. */
  readonly requests: readonly TestRequest[];
}

const address = '203.0.113.7';

export class WrittenNetwork implements TestNetwork {
  readonly requests: TestRequest[] = [];
  readonly #answers: { readonly url: string; readonly answer: Answerer }[] = [];

  answer(url: string, answer: Answerer): void {
    if (!URL.canParse(url)) throw testError('bad-url', { url });
    const { href } = new URL(url);
    this.#answers.unshift({ url: href, answer });
  }

  readonly policy: NetworkPolicy = {
    ...defaultNetworkPolicy,
    lookup: async () => [address],
    mayConnect: (asked) => asked === address,
    exchange: (request) => this.#exchange(request),
  };

  async #exchange({ url, method, headers, body }: ExchangeRequest): Promise<IncomingMessage> {
    const request: TestRequest = {
      method,
      url: url.href,
      headers: Object.fromEntries(headers),
      body: body?.toString() ?? '',
    };
    this.requests.push(request);
    const found = this.#answers.find((one) =>
      one.url.endsWith('*') ? url.href.startsWith(one.url.slice(0, -1)) : one.url === url.href,
    );
    if (!found) throw testError('no-answer', { url: url.href });
    const { answer } = found;
    const given = typeof answer === 'function' ? await answer(request) : answer;
    if (given instanceof Error) throw given;
    return toMessage(given);
  }
}

function toMessage({ status = 200, headers = {}, body = '' }: TestAnswer): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.statusCode = status;
  const isPlain = typeof body === 'string' || body instanceof Uint8Array;
  const all = { ...(!isPlain && { 'content-type': 'application/json' }), ...headers };
  for (const [name, value] of Object.entries(all)) message.rawHeaders.push(name, value);
  message.push(Buffer.from(isPlain ? body : JSON.stringify(body)));
  message.push(null);
  return message;
}
