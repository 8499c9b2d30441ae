/** The inputs of one indicator instance, in a dialog made from their schema. */

import type { InputsSchema } from '@omnitrade/contracts';
import { Button, Dialog } from '@omnitrade/ui';
import { type FormEvent, useState } from 'react';
import type { ModelInstance } from '../chart/chart-model.ts';
import { useTerminal } from '../state/use-terminal.ts';
import styles from './indicator-settings.module.css';
import { type Draft, hasFault, InputForm } from './input-form.tsx';

export function IndicatorSettings({ one, onClose }: { readonly one: ModelInstance; readonly onClose: () => void }) {
  const { ask } = useTerminal();
  const schema = one.info?.inputs ?? {};
  const [draft, setDraft] = useState<Draft>(() => ({ ...toDefaults(schema), ...one.instance.inputs }));
  const faulty = hasFault(schema, draft);
  const apply = async (event: FormEvent) => {
    event.preventDefault();
    if (faulty) return;
    if (await ask(`Change ${one.title}`, { type: 'set-indicator', instance: one.id, inputs: draft })) onClose();
  };
  return (
    <Dialog
      title={one.info?.title ?? one.title}
      description={one.info?.description}
      onClose={onClose}
      foot={
        <>
          <span className={styles.left}>
            <Button weight="quiet" onClick={() => setDraft(toDefaults(schema))}>
              Defaults
            </Button>
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" type="submit" form="indicator-settings" disabled={faulty}>
            Apply
          </Button>
        </>
      }
    >
      <form id="indicator-settings" onSubmit={(event) => void apply(event)} noValidate>
        <InputForm schema={schema} draft={draft} onChange={setDraft} />
      </form>
    </Dialog>
  );
}

function toDefaults(schema: InputsSchema): Draft {
  return Object.fromEntries(Object.entries(schema).map(([key, property]) => [key, property.default]));
}
