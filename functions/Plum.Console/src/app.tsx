import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ended, lost, refreshSession, session, signIn, signOut } from './api';
import { Audit } from './pages/audit';
import { CampaignPage } from './pages/campaign';
import { Campaigns } from './pages/campaigns';
import { EditCampaign, NewCampaign } from './pages/campaign-form';
import { QueueCall, QueueCalls } from './pages/queueing';
import { Profiles, Schedules } from './pages/calendars';
import { Senders } from './pages/senders';
import { Tokens } from './pages/tokens';
import { VolumePage } from './pages/volume';
import { Confirmation, Dialog, Empty, Input, Loading, messageOf, Notice, Page, Panel, told } from './ui';

const useHash = () => {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return hash.replace(/^#\/?/, '').split('/').filter(Boolean);
};

export function App() {
  const who = session.use();
  const isEnded = ended.use();
  const isLost = lost.use();
  const place = useHash();
  useEffect(() => {
    void refreshSession();
    const timer = setInterval(() => !document.hidden && void refreshSession(), 3_000);
    return () => clearInterval(timer);
  }, []);

  if (who === undefined) {
    return <main class="alone">{isLost ? <LostNotice /> : <Loading what="the console" />}</main>;
  }
  if (who === null) {
    return <main class="alone">{isLost && <LostNotice />}<SignInPage /></main>;
  }
  return (
    <div class="frame">
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.querySelector<HTMLElement>('h1')?.focus(); }}>Skip to content</a>
      <Side place={place} />
      <main id="main">
        {isLost && <LostNotice />}
        <Route place={place} key={place.join('/')} />
      </main>
      <Toast />
      <Confirmation />
      {isEnded && <Dialog title="Your session has ended" onClose={() => undefined} fixed><p>Sign in again to go on where you are.</p><SignInForm login={who.login} /></Dialog>}
    </div>
  );
}

const LostNotice = () => <div class="notice bad" role="alert"><span class="spinner" aria-hidden="true" /> The service does not answer. What you see may be old; trying again by itself…</div>;

function Toast() {
  const message = told.use();
  useEffect(() => {
    const timer = setTimeout(() => told.set(''), 8_000);
    return () => clearTimeout(timer);
  }, [message]);
  return <div class="toast" role="status">{message && <p>{message}</p>}</div>;
}

function Side({ place }: { place: string[] }) {
  const who = session.use()!;
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place.join('/')]);
  const here = place.join('/') || 'campaigns';
  const link = (to: string, text: string) => (
    <li><a href={`#/${to}`} aria-current={here === to ? 'page' : here !== 'campaigns/new' && here.startsWith(`${to}/`) ? 'true' : undefined}>{text}</a></li>
  );
  return (
    <header class="side">
      <a class="brand" href="#/campaigns"><Mark /> PlumFunctions</a>
      <button type="button" class="menu" aria-expanded={open} aria-controls="places" onClick={() => setOpen(!open)}>Menu</button>
      <div id="places" class={open ? 'open' : ''}>
        <nav aria-label="Places">
          <ul>
            {link('campaigns', 'Campaigns')}
            {link('campaigns/new', 'New campaign')}
            {link('call', 'Queue a call')}
            {link('calls', 'Queue calls')}
          </ul>
          <ul>
            {link('schedules', 'Schedules')}
            {link('profiles', 'Profiles')}
            {link('volume', 'Volume')}
          </ul>
          <ul>
            {link('tokens', 'Tokens')}
            {link('audit', 'Audit')}
            {who.role === 'admin' && link('senders', 'Senders')}
            <li><a href="/docs">API reference</a></li>
          </ul>
        </nav>
        <div class="who">
          <p>{who.login}{who.role === 'admin' && <span class="faint"> admin</span>}</p>
          <button type="button" class="quiet" onClick={() => signOut().catch((error) => told.set(messageOf(error)))}>Sign out</button>
        </div>
      </div>
    </header>
  );
}

export const Mark = () => (
  <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
    <path class="leaf" d="M17 8c1-4 4-6 8-6-1 4-3 6-7 7" /><ellipse class="fruit" cx="16" cy="19" rx="11" ry="11.5" /><path class="line" d="M16 8c-3 5-3 16 0 22" />
  </svg>
);

function Route({ place }: { place: string[] }): ComponentChildren {
  const [what, id, more] = place;
  switch (what) {
    case undefined:
    case 'campaigns':
      return id === undefined ? <Campaigns /> : id === 'new' ? <NewCampaign /> : more === 'edit' ? <EditCampaign id={id} /> : <CampaignPage id={id} />;
    case 'call': return <QueueCall />;
    case 'calls': return <QueueCalls />;
    case 'schedules': return <Schedules />;
    case 'profiles': return <Profiles />;
    case 'volume': return <VolumePage />;
    case 'tokens': return <Tokens />;
    case 'audit': return <Audit />;
    case 'senders': return <Senders />;
    default: return <Page title="There is nothing here"><Panel><Empty title="No page has this address."><p><a href="#/campaigns">All campaigns</a></p></Empty></Panel></Page>;
  }
}

function SignInPage() {
  useEffect(() => {
    document.title = 'Sign in · PlumFunctions';
  }, []);
  return (
    <div class="signin">
      <p class="brand"><Mark /> PlumFunctions</p>
      <h1>Sign in</h1>
      <SignInForm />
      <p class="help">Or queue calls without signing in: <a href="/outbound/">forms for queuecall and queuecalls</a>.</p>
    </div>
  );
}

function SignInForm(props: { login?: string }) {
  const [login, setLogin] = useState(props.login ?? '');
  const [pin, setPin] = useState('');
  const [error, setError] = useState('');
  const [busy, setBusy] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setError('');
    try {
      await signIn(login, pin);
    } catch (failure) {
      setError(messageOf(failure));
      setPin('');
    } finally {
      setBusy(false);
    }
  };
  return (
    <form onSubmit={submit} class="stack">
      {error && <Notice kind="bad">{error}</Notice>}
      <Input label="Login" name="login" required maxLength={128} autocomplete="username" autocapitalize="none" spellcheck={false} value={login}
        onInput={(event) => setLogin(event.currentTarget.value)} />
      <Input label="PIN" name="pin" type="password" required maxLength={16} autocomplete="current-password" value={pin}
        onInput={(event) => setPin(event.currentTarget.value)} />
      <button type="submit" class="primary" disabled={busy}>{busy ? 'Signing in…' : 'Sign in'}</button>
    </form>
  );
}
