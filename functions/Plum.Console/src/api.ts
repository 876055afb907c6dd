import { store } from './store';

export interface Session {
  account: string;
  login: string;
  role: 'admin' | 'sender';
  token: string;
  now_timestamp: number;
}

/** Undefined until the service has been asked; null when nobody is signed in. */
export const session = store<Session | null | undefined>(undefined);

/** The session has ended under an open page, which stays as it is until somebody signs in again. */
export const ended = store(false);

/** The service did not answer the last time it was asked. */
export const lost = store(false);

/** What the service answered instead of what was asked for. */
export class Refusal extends Error {
  constructor(readonly status: number, message: string, readonly fields: Record<string, string[]> = {}) {
    super(message);
  }

  /** What is wrong with fields that the page does not show. */
  others(shown: (field: string) => boolean): string[] {
    return Object.entries(this.fields).filter(([field]) => !shown(field)).flatMap(([, messages]) => messages);
  }
}

export class Lost extends Error {
  constructor() {
    super('The service does not answer. Nothing was lost here; try again in a moment.');
  }
}

export type Fields = Record<string, string | number | File | Blob | null | undefined>;

export interface Order {
  method?: string;
  fields?: Fields;
  headers?: Record<string, string>;
  /** The page refreshes itself: nobody uses the session. */
  refresh?: boolean;
  signal?: AbortSignal;
  /** How much of what is sent has arrived, from 0 to 1. */
  onProgress?: (share: number) => void;
}

export interface Reply<T> {
  data: T;
  headers: Headers;
}

let skew = 0;

/** The service's time in unix seconds; its clock may be a virtual one. */
export const now = () => Date.now() / 1000 + skew;

export async function ask<T>(path: string, order: Order = {}): Promise<Reply<T>> {
  const reply = await send(path, order);
  const text = await reply.text();
  const body = text && reply.headers.get('content-type')?.includes('json') ? JSON.parse(text) : text;
  if (reply.ok) {
    return { data: body as T, headers: reply.headers };
  }
  if (reply.status === 401 && session.get()) {
    ended.set(true);
  }
  throw refusal(reply.status, body);
}

function refusal(status: number, body: unknown): Refusal {
  const said = body as { error?: string };
  if (status === 422 && typeof body === 'object' && body && !said.error) {
    return new Refusal(status, 'Something has to be mended first.', body as Record<string, string[]>);
  }
  return new Refusal(status, said.error ?? `The service answered ${status}.`);
}

async function send(path: string, order: Order): Promise<Response> {
  const method = order.method ?? 'GET';
  const headers: Record<string, string> = { Accept: 'application/json', ...order.headers };
  if (method !== 'GET') {
    headers['X-Plum-Session'] = session.get()?.token ?? '';
  }
  if (order.refresh) {
    headers['X-Plum-Refresh'] = '1';
  }
  try {
    const body = order.fields && form(order.fields);
    const reply = order.onProgress ? await upload(path, method, headers, body, order) : await fetch(path, { method, headers, body, signal: signalOf(method, order) });
    lost.set(false);
    return reply;
  } catch (error) {
    if ((error as Error).name === 'AbortError') {
      throw error;
    }
    lost.set(true);
    throw new Lost();
  }
}

/** What is only read is asked for again soon; a change takes the time it takes. */
function signalOf(method: string, order: Order): AbortSignal | undefined {
  const patience = method === 'GET' ? [AbortSignal.timeout(10_000)] : [];
  return AbortSignal.any([...patience, ...(order.signal ? [order.signal] : [])]);
}

function form(fields: Fields): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (value instanceof Blob) {
      data.append(name, value, value instanceof File ? value.name : 'list.csv');
    } else if (value !== undefined && value !== null) {
      data.append(name, String(value));
    }
  }
  return data;
}

/** fetch does not tell how much it has sent. */
function upload(path: string, method: string, headers: Record<string, string>, body: FormData | undefined, order: Order): Promise<Response> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, path);
    Object.entries(headers).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => event.lengthComputable && order.onProgress!(event.loaded / event.total);
    request.onload = () => {
      const kept = new Headers();
      for (const line of request.getAllResponseHeaders().trim().split(/[\r\n]+/)) {
        kept.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
      }
      resolve(new Response(request.responseText, { status: request.status, headers: kept }));
    };
    request.onerror = () => reject(new Error('network'));
    request.onabort = () => reject(new DOMException('Broken off', 'AbortError'));
    order.signal?.addEventListener('abort', () => request.abort());
    request.send(body ?? null);
  });
}

function take(found: Session | null) {
  const before = session.get();
  if (before && found && before.account !== found.account) {
    location.reload(); // another tab has signed in as somebody else
    return;
  }
  if (found) {
    skew = found.now_timestamp - Date.now() / 1000;
  }
  ended.set(!found && !!before);
  if (found || !before) {
    session.set(found && before && before.token === found.token ? Object.assign(before, found) : found);
  }
}

/** Asks who is signed in. What the service says of its time goes with it. */
export async function refreshSession(): Promise<void> {
  try {
    take((await ask<Session>('/api/session', { refresh: true })).data);
  } catch (error) {
    if (error instanceof Refusal && error.status === 401) {
      take(null);
    }
  }
}

export async function signIn(login: string, pin: string): Promise<void> {
  take((await ask<Session>('/api/session', { method: 'POST', fields: { login, pin } })).data);
}

export async function signOut(): Promise<void> {
  await ask('/api/session', { method: 'DELETE' }).catch((error) => {
    if (!(error instanceof Refusal) || error.status !== 401) {
      throw error;
    }
  });
  location.hash = '';
  location.reload();
}

/** Where the next page of a list is, or null. */
export const nextPage = (headers: Headers) => /<([^>]+)>; rel="next"/.exec(headers.get('link') ?? '')?.[1] ?? null;

/** A list to its end, up to a number of pages. */
export async function all<T>(path: string, order: Order = {}, pages = 20): Promise<T[]> {
  const found: T[] = [];
  for (let next: string | null = path; next && pages > 0; pages--) {
    const reply: Reply<T[]> = await ask<T[]>(next, order);
    found.push(...reply.data);
    next = nextPage(reply.headers);
  }
  return found;
}
