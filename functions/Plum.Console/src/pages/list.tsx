import { useRef, useState } from 'preact/hooks';
import { ask, type Fields, type Reply, Refusal } from '../api';
import { Field, messageOf, Notice } from '../ui';

/** A list of numbers, as a file or pasted; what is wrong with it by line. */
export function ListField(props: {
  name: string;
  errors: Record<string, string[]>;
  onList: (list: Blob | null) => void;
  skips: boolean;
  onSkips: (skips: boolean) => void;
  optional?: boolean;
}) {
  const [text, setText] = useState('');
  const file = useRef<HTMLInputElement>(null);
  const wrong = props.errors[props.name] ?? [];
  const clear = () => {
    if (file.current) {
      file.current.value = '';
    }
  };
  return (
    <fieldset class="stack">
      <legend class="unseen">Numbers</legend>
      <Field label="File" name={`${props.name}_file`} optional={props.optional} help="CSV or TXT: number, reference, parameters; or a header with a column destination.">
        {(field) => <input {...field} ref={file} type="file" accept=".csv,.txt,text/csv,text/plain" onChange={(event) => { setText(''); props.onList(event.currentTarget.files?.[0] ?? null); }} />}
      </Field>
      <Field label="Or paste numbers" name={`${props.name}_text`} optional help="One a line.">
        {(field) => <textarea {...field} rows={5} spellcheck={false} value={text} placeholder={'16175550101\n16175550102,order 7'}
          onInput={(event) => { clear(); setText(event.currentTarget.value); props.onList(event.currentTarget.value.trim() ? new Blob([event.currentTarget.value], { type: 'text/csv' }) : null); }} />}
      </Field>
      {wrong.length > 0 && <Notice kind="bad"><strong>The list cannot be taken as it is.</strong><ul tabIndex={0} aria-label="Faults of the list">{wrong.map((fault) => <li key={fault}>{fault}</li>)}</ul></Notice>}
      <label class="check"><input type="checkbox" checked={props.skips} onChange={(event) => props.onSkips(event.currentTarget.checked)} /> Leave bad rows out and take the others</label>
    </fieldset>
  );
}

/** Sends a form with a list, shows how far it has come, and can be broken off. */
export function useUpload() {
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const [share, setShare] = useState<number>();
  const [message, setMessage] = useState('');
  const stop = useRef<AbortController>(undefined);
  const send = async <T,>(path: string, fields: Fields, order: { method?: string; headers?: Record<string, string> } = {}): Promise<Reply<T> | null> => {
    stop.current = new AbortController();
    setErrors({});
    setMessage('');
    setShare(0);
    try {
      return await ask<T>(path, { method: 'POST', ...order, fields, signal: stop.current.signal, onProgress: setShare });
    } catch (error) {
      if (error instanceof Refusal && Object.keys(error.fields).length > 0) {
        setErrors(error.fields);
        setMessage(error.message);
      } else {
        setMessage((error as Error).name === 'AbortError' ? 'Broken off; nothing was taken.' : messageOf(error));
      }
      return null;
    } finally {
      setShare(undefined);
    }
  };
  const status = share !== undefined ? (
    <div class="sending" role="status">
      <progress value={share} max={1} aria-label="Sent" /> <span>{share < 1 ? `${Math.round(share * 100)} % sent` : 'Checking each number…'}</span>
      <button type="button" class="quiet" onClick={() => stop.current?.abort()}>Break off</button>
    </div>
  ) : message ? <Notice kind="bad">{message}</Notice> : null;
  return { send, errors, setErrors, busy: share !== undefined, status, message };
}
