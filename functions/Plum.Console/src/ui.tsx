import type { ComponentChildren, PartialInputHTMLAttributes } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { Lost, now, Refusal } from './api';
import { easternTime, isoSeconds, ownTime } from './format';
import { store } from './store';

/** What was done last, told once to whoever looks and whoever listens. */
export const told = store<string>('');

export function tell(message: string) {
  told.set('');
  setTimeout(() => told.set(message));
}

export function Page(props: { title: string; lead?: ComponentChildren; actions?: ComponentChildren; children: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · PlumFunctions`;
  }, [props.title]);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <>
      <header class="page">
        <div>
          <h1 ref={heading} tabIndex={-1}>{props.title}</h1>
          {props.lead && <p class="lead">{props.lead}</p>}
        </div>
        {props.actions && <div class="actions">{props.actions}</div>}
      </header>
      {props.children}
    </>
  );
}

export function Panel(props: { title?: string; actions?: ComponentChildren; children: ComponentChildren; flush?: boolean; narrow?: boolean }) {
  const id = useId();
  return (
    <section class={`panel ${props.flush ? 'flush' : ''} ${props.narrow ? 'narrow' : ''}`} aria-labelledby={props.title ? id : undefined}>
      {props.title && <div class="head"><h2 id={id}>{props.title}</h2>{props.actions && <div class="actions">{props.actions}</div>}</div>}
      {props.children}
    </section>
  );
}

export const Notice = (props: { kind?: 'info' | 'bad' | 'good'; children: ComponentChildren }) => (
  <div class={`notice ${props.kind ?? 'info'}`} role={props.kind === 'bad' ? 'alert' : undefined}>{props.children}</div>
);

export const Empty = (props: { title: string; children?: ComponentChildren }) => (
  <div class="empty"><p><strong>{props.title}</strong></p>{props.children}</div>
);

export const Loading = (props: { what: string }) => <div class="loading" role="status"><span class="spinner" aria-hidden="true" /> Loading {props.what}…</div>;

/** A fault of a whole page or panel: an absence of the service is told by the page's frame already. */
export function Fault(props: { error: Error; again?: () => void }) {
  return props.error instanceof Lost ? null : (
    <Notice kind="bad">
      {props.error.message} {props.again && <button type="button" class="quiet" onClick={props.again}>Try again</button>}
    </Notice>
  );
}

/** Stands where there is nothing to say. A card has no room for it. */
export const Nothing = () => <span class="faint nothing">–</span>;

export function Time(props: { at: number | string | null | undefined; none?: string }) {
  if (!props.at) {
    return props.none ? <span class="faint">{props.none}</span> : <Nothing />;
  }
  const seconds = typeof props.at === 'string' ? isoSeconds(props.at) : props.at;
  const own = ownTime(seconds, now());
  return <time dateTime={new Date(seconds * 1000).toISOString()}>{easternTime(seconds, now())}{own && <small> {own}</small>}</time>;
}

interface FieldProps {
  label: string;
  name: string;
  help?: ComponentChildren;
  errors?: Record<string, string[]>;
  optional?: boolean;
  children: (field: { id: string; name: string; 'aria-describedby'?: string; 'aria-invalid'?: 'true' }) => ComponentChildren;
}

/** A labelled field, its help, and what is wrong with it. */
export function Field(props: FieldProps) {
  const id = useId();
  const wrong = props.errors?.[props.name];
  const described = [props.help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div class={`field ${wrong ? 'wrong' : ''}`}>
      <label for={id}>{props.label}{props.optional && <span class="faint"> optional</span>}</label>
      {props.children({ id, name: props.name, 'aria-describedby': described || undefined, 'aria-invalid': wrong ? 'true' : undefined })}
      {wrong && <p class="fault" id={`${id}-wrong`}>{wrong.map(sentence).join(' ')}</p>}
      {props.help && <p class="help" id={`${id}-help`}>{props.help}</p>}
    </div>
  );
}

type InputProps = Omit<FieldProps, 'children'> & Omit<PartialInputHTMLAttributes<HTMLInputElement>, 'label' | 'name' | 'role'>;

export function Input({ label, name, help, errors, optional, ...input }: InputProps) {
  return <Field {...{ label, name, help, errors, optional }}>{(field) => <input {...(input as object)} {...field} />}</Field>;
}

/** A message of the service as a person says it: "The start url field is required." */
export const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

export function Progress(props: { value: number; max: number; label: string }) {
  return <progress value={props.max ? props.value : 0} max={props.max || 1} aria-label={props.label} />;
}

/** The platform's own dialog, which keeps the focus and closes with Escape. */
export function Dialog(props: { title: string; onClose: () => void; children: ComponentChildren; fixed?: boolean }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current!.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={props.onClose} onCancel={(event) => props.fixed && event.preventDefault()}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </dialog>
  );
}

/** Something that takes its time: it says how far it is, and ends early when it is asked to. */
export interface Work {
  signal: AbortSignal;
  onProgress: (done: number, all: number) => void;
}

interface Question {
  title: string;
  text: ComponentChildren;
  yes: string;
  danger?: boolean;
  act: (work: Work) => Promise<unknown>;
}

const asked = store<Question | null>(null);

/** Asks before something is done that cannot be undone. */
export const confirm = (question: Question) => asked.set(question);

export function Confirmation() {
  const question = asked.use();
  const [work, setWork] = useState<AbortController>();
  const [progress, setProgress] = useState<{ done: number; all: number }>();
  const [error, setError] = useState<Error>();
  if (!question) {
    return null;
  }
  const close = () => {
    work?.abort();
    asked.set(null);
    setError(undefined);
    setProgress(undefined);
  };
  const act = async (event: Event) => {
    event.preventDefault();
    const begun = new AbortController();
    setWork(begun);
    setError(undefined);
    try {
      await question.act({ signal: begun.signal, onProgress: (done, all) => setProgress({ done, all }) });
      if (asked.get() === question) {
        close();
      }
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setWork((now) => now === begun ? undefined : now);
    }
  };
  return (
    <Dialog title={question.title} onClose={close}>
      <form onSubmit={act}>
        <p>{question.text}</p>
        {progress && <div class="sending" role="status"><Progress value={progress.done} max={progress.all} label="Done" /> <span>{progress.done} of {progress.all}</span></div>}
        {error && <Notice kind="bad">{error.message}</Notice>}
        <div class="actions end">
          {work && progress
            ? <button type="button" disabled={work.signal.aborted} onClick={() => { work.abort(); setProgress({ ...progress }); }}>Break off</button>
            : <button type="button" onClick={close}>Keep as it is</button>}
          <button type="submit" class={question.danger ? 'danger' : 'primary'} disabled={!!work}>{work ? 'Working…' : question.yes}</button>
        </div>
      </form>
    </Dialog>
  );
}

/** A button that does something at the service, and tells what came of it. */
export function Act(props: { do: () => Promise<unknown>; done?: string; class?: string; label?: string; disabled?: boolean; children: ComponentChildren }) {
  const [busy, setBusy] = useState(false);
  const act = async () => {
    setBusy(true);
    try {
      await props.do();
      if (props.done) {
        tell(props.done);
      }
    } catch (error) {
      tell(messageOf(error));
    } finally {
      setBusy(false);
    }
  };
  return <button type="button" class={props.class} aria-label={props.label} disabled={busy || props.disabled} onClick={act}>{props.children}</button>;
}

export const messageOf = (error: unknown) => error instanceof Refusal && Object.keys(error.fields).length > 0
  ? Object.values(error.fields).flat().map(sentence).join(' ')
  : (error as Error).message;

const classOf = (column: { number?: boolean; wide?: boolean; whole?: boolean }) =>
  `${column.number ? 'number' : ''} ${column.wide ? 'wide' : ''} ${column.whole ? 'whole' : ''}`;

/**
 * A table that becomes a list of cards where it has no room: each cell says what it is, those that are wide are left out, and
 * those that are whole have a line of their own. A compact one stays a table.
 */
export function Table<T>(props: {
  caption: string;
  columns: { title: string; cell: (row: T) => ComponentChildren; number?: boolean; hideTitle?: boolean; main?: boolean; wide?: boolean; whole?: boolean }[];
  rows: T[];
  id: (row: T) => string | number;
  compact?: boolean;
}) {
  return (
    <table class={props.compact ? 'compact' : 'cards'}>
      <caption class="unseen">{props.caption}</caption>
      <thead>
        <tr>{props.columns.map((column) => <th key={column.title} scope="col" class={classOf(column)}>{column.hideTitle ? <span class="unseen">{column.title}</span> : column.title}</th>)}</tr>
      </thead>
      <tbody>
        {props.rows.map((row) => (
          <tr key={props.id(row)}>
            {props.columns.map((column) => column.main
              ? <th key={column.title} scope="row">{column.cell(row)}</th>
              : <td key={column.title} data-title={column.hideTitle ? '' : column.title} class={classOf({ ...column, whole: column.whole || column.hideTitle })}>{column.cell(row)}</td>)}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Pager(props: { page: number; pages: number; to: (page: number) => void }) {
  return props.pages < 2 ? null : (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={props.page === 0} onClick={() => props.to(props.page - 1)}>Previous</button>
      <span>Page {props.page + 1} of {props.pages}</span>
      <button type="button" disabled={props.page + 1 >= props.pages} onClick={() => props.to(props.page + 1)}>Next</button>
    </nav>
  );
}

/** Pages of which only the next is known. */
export function useCursor() {
  const [stack, setStack] = useState<(string | null)[]>([null]);
  return {
    path: stack[stack.length - 1] ?? null,
    first: stack.length === 1,
    forth: (next: string) => setStack([...stack, next]),
    back: () => setStack(stack.slice(0, -1)),
    reset: () => setStack([null]),
  };
}

export function CursorPager(props: { cursor: ReturnType<typeof useCursor>; next: string | null }) {
  return props.cursor.first && !props.next ? null : (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={props.cursor.first} onClick={props.cursor.back}>Previous</button>
      <button type="button" disabled={!props.next} onClick={() => props.next && props.cursor.forth(props.next)}>Next</button>
    </nav>
  );
}
