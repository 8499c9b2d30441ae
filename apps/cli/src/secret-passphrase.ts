/** The passphrase that protects secrets, if the user chose one over a key file: `OMNITRADE_PASSPHRASE`. */

export function readPassphrase(env: NodeJS.ProcessEnv = process.env): { readonly passphrase?: string } {
  const passphrase = env.OMNITRADE_PASSPHRASE;
  return passphrase ? { passphrase } : {};
}
