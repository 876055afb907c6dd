import { useState } from 'preact/hooks';
import { all, ask, Refusal } from '../api';
import { useLive } from '../live';
import { confirm, Dialog, Empty, Fault, Input, Loading, Notice, Page, Panel, Table, tell, Time } from '../ui';

interface Token {
  id: number;
  label: string | null;
  token?: string;
  created_at: string;
  expires_at: string | null;
  last_used_at: string | null;
}

export function Tokens() {
  const look = useLive('tokens', (refresh, signal) => all<Token>('/api/tokens', { refresh, signal }), 10);
  const [adds, setAdds] = useState(false);
  const nameOf = (token: Token) => token.label || `Token ${token.id}`;
  const end = (token: Token) => confirm({
    title: `End ${nameOf(token)}?`, text: 'Whoever uses it is refused from then on. This cannot be undone.', yes: 'End it', danger: true,
    act: async () => {
      await ask(`/api/tokens/${token.id}`, { method: 'DELETE' });
      tell(`${nameOf(token)} has ended.`);
      look.again();
    },
  });
  return (
    <Page title="Tokens" lead={<>With a token your own programs use <a href="/docs">the API</a>.</>} actions={<button type="button" class="primary" onClick={() => setAdds(true)}>New token</button>}>
      {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="tokens" /> : look.data.length === 0
        ? <Panel><Empty title="There are no tokens yet." /></Panel>
        : <Panel flush><Table caption="Tokens" rows={look.data} id={(token) => token.id} columns={[
          { title: 'Token', main: true, cell: nameOf },
          { title: 'Made', cell: (token) => <Time at={token.created_at} /> },
          { title: 'Last used', cell: (token) => <Time at={token.last_used_at} none="never" /> },
          { title: 'Expires', cell: (token) => <Time at={token.expires_at} none="never" /> },
          { title: 'Actions', hideTitle: true, cell: (token) => <div class="actions"><button type="button" class="quiet" aria-label={`End ${nameOf(token)}`} onClick={() => end(token)}>End</button></div> },
        ]} /></Panel>}
      {adds && <NewToken onClose={() => { setAdds(false); look.again(); }} />}
    </Page>
  );
}

function NewToken({ onClose }: { onClose: () => void }) {
  const [label, setLabel] = useState('');
  const [expires, setExpires] = useState('');
  const [made, setMade] = useState<Token>();
  const [error, setError] = useState<Refusal | Error>();
  const errors = error instanceof Refusal ? error.fields : {};
  const submit = async (event: Event) => {
    event.preventDefault();
    try {
      const expires_at = expires ? Math.floor(new Date(expires).getTime() / 1000) : null;
      setMade((await ask<{ response: Token }>('/api/tokens', { method: 'POST', fields: { label, expires_at } })).data.response);
    } catch (failure) {
      setError(failure as Error);
    }
  };
  const copy = async () => {
    await navigator.clipboard.writeText(made!.token!);
    tell('The token is copied.');
  };
  return (
    <Dialog title={made ? 'Your new token' : 'New token'} onClose={onClose}>
      {made ? <>
        <p>Copy it now: it is shown this once.</p>
        <code class="secret" aria-label="Token">{made.token}</code>
        <p class="help">Send it as <code>Authorization: Bearer …</code></p>
        <div class="actions end"><button type="button" onClick={copy}>Copy</button><button type="button" class="primary" onClick={onClose}>Done</button></div>
      </> : (
        <form class="stack" onSubmit={submit}>
          <Input label="Label" name="label" required maxLength={64} autocomplete="off" help="Who or what uses it." errors={errors} value={label} onInput={(event) => setLabel(event.currentTarget.value)} />
          <Input label="Expires" name="expires_at" type="datetime-local" optional help="On your own clock." errors={errors} value={expires} onInput={(event) => setExpires(event.currentTarget.value)} />
          {error && <Notice kind="bad">{error.message}</Notice>}
          <div class="actions end"><button type="button" onClick={onClose}>Close</button><button type="submit" class="primary">Make the token</button></div>
        </form>
      )}
    </Dialog>
  );
}
