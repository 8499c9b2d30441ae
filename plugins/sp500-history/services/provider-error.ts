/** Errors that the terminal shows as the provider's own answer, told apart by their code. */

type Code = 'not-found' | 'unsupported' | 'outside-range' | 'bad-response';

export function providerError(code: Code, message: string): Error & { readonly code: Code } {
  return Object.assign(new Error(message), { code });
}
