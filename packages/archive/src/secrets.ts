/** Finds what must never be published: private keys and access tokens, by shapes that nothing else has. */

export interface FoundSecret {
  readonly line: number;
  readonly what: string;
}

const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/, 'a private key'],
  [/"format"\s*:\s*"omnitrade-key"/, 'the file of a signing key'],
  [/\bnpm_[A-Za-z0-9]{36}\b/, 'an access token of npm'],
  [/\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_\w{60,255}\b/, 'an access token of GitHub'],
  [/\bglpat-[\w-]{20}\b/, 'an access token of GitLab'],
  [/\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/, 'an access key of AWS'],
  [/\bAIza[\w-]{35}\b/, 'an API key of Google'],
  [/\bsk_live_[A-Za-z0-9]{24,}\b/, 'a live key of Stripe'],
  [/\bxox[abprs]-[A-Za-z0-9-]{20,}/, 'an access token of Slack'],
];

/** The first secret in a file; bytes that are no text are searched all the same. */
export function findSecret(data: Uint8Array): FoundSecret | undefined {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('latin1');
  for (const [shape, what] of shapes) {
    const at = text.search(shape);
    if (at >= 0) return { line: text.slice(0, at).split('\n').length, what };
  }
  return undefined;
}
