/** The secrets of a plugin: their names, a field to store one, and a way to forget it. No value is ever shown. */

import { Button, TextField } from '@omnitrade/ui';
import { useEffect, useId, useState } from 'react';
import styles from './consent-list.module.css';
import { toPluginPath, useCall } from './use-call.ts';

interface SecretsReply {
  readonly protection: 'key-file' | 'passphrase';
  readonly secrets: readonly { readonly name: string }[];
}

export function SecretFields({ plugin }: { readonly plugin: string }) {
  const id = useId();
  const { busy, fault, run } = useCall();
  const [reply, setReply] = useState<SecretsReply>();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const path = toPluginPath(plugin, '/secrets');
  useEffect(() => {
    void run((call) => call<SecretsReply>('GET', path)).then(setReply);
  }, [path, run]);
  const change = async (work: Parameters<typeof run>[0]) => {
    const next = await run(async (call) => {
      await work(call);
      return call<SecretsReply>('GET', path);
    });
    if (!next) return;
    setReply(next);
    setName('');
    setValue('');
  };
  const store = () => void change((call) => call('PUT', path, { name, value }));
  const forget = (one: string) => void change((call) => call('DELETE', `${path}?name=${encodeURIComponent(one)}`));
  return (
    <fieldset className={styles.secrets}>
      <legend>Stored secrets</legend>
      {reply?.secrets.map((one) => (
        <p key={one.name} className={styles.row}>
          <code>{one.name}</code>
          <Button disabled={busy} onClick={() => forget(one.name)}>
            {`Forget ${one.name}`}
          </Button>
        </p>
      ))}
      <div className={styles.row}>
        <span>
          <label htmlFor={`${id}-name`}>Name</label>
          <TextField
            id={`${id}-name`}
            value={name}
            placeholder="api-key"
            onChange={({ target }) => setName(target.value)}
          />
        </span>
        <span>
          <label htmlFor={`${id}-value`}>Secret</label>
          <TextField
            id={`${id}-value`}
            type="password"
            value={value}
            onChange={({ target }) => setValue(target.value)}
          />
        </span>
        <Button disabled={busy || name === '' || value === ''} onClick={store}>
          Store
        </Button>
      </div>
      <p className={styles.use}>
        {reply?.protection === 'passphrase'
          ? 'They are encrypted with your passphrase.'
          : 'They are encrypted with a key file that only you can read.'}
      </p>
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </fieldset>
  );
}
