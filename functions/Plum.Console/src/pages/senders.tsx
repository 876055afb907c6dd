import { useState } from 'preact/hooks';
import { all, ask, type Fields, Refusal, session } from '../api';
import { useLive } from '../live';
import { Act, confirm, Dialog, Empty, Fault, Field, Input, Loading, Notice, Page, Panel, Table, tell, Time } from '../ui';

interface Account {
  id: string;
  login: string;
  caller_id: string | null;
  time_zone: string;
  role: 'admin' | 'sender';
  state: 'active' | 'suspended';
  calls_suspended: boolean;
  calls_at_once: number | null;
  calls_per_second: number | null;
  created_at: string;
}

const suspend = (account: string) => ask('/api/admin/suspend', { method: 'POST', fields: { account } });
const resume = (account: string) => ask('/api/admin/resume', { method: 'POST', fields: { account } });

export function Senders() {
  const look = useLive('senders', async (refresh, signal) => {
    const [accounts, service] = await Promise.all([all<Account>('/api/admin/accounts', { refresh, signal }), ask<{ calls_suspended: boolean }>('/api/admin', { refresh, signal })]);
    return { accounts, isHeld: service.data.calls_suspended };
  }, 5);
  const [edited, setEdited] = useState<Account | 'new'>();
  const isAdmin = session.use()?.role === 'admin';
  if (!isAdmin) {
    return <Page title="Senders"><Panel><Empty title="Only administrators see the senders." /></Panel></Page>;
  }
  return (
    <Page title="Senders" lead="The accounts of this service." actions={<>
      {look.data && (look.data.isHeld
        ? <Act class="primary" done="Calls of all accounts go on." do={() => resume('all').then(look.again)}>Resume all calls</Act>
        : <button type="button" onClick={() => confirm({
          title: 'Suspend the calls of all accounts?', text: 'No call of anybody starts any more until they are resumed. What waits keeps its order.', yes: 'Suspend all', danger: true,
          act: () => suspend('all').then(() => { tell('Calls of all accounts are suspended.'); look.again(); }),
        })}>Suspend all calls</button>)}
      <button type="button" class="primary" onClick={() => setEdited('new')}>New sender</button>
    </>}>
      {look.data?.isHeld && <Notice kind="bad">The calls of all accounts are suspended.</Notice>}
      {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="senders" /> : (
        <Panel flush><Table caption="Senders" rows={look.data.accounts} id={(one) => one.id} columns={[
          { title: 'Login', main: true, cell: (one) => <>{one.login}{one.role === 'admin' && <span class="faint"> admin</span>}</> },
          { title: 'State', cell: (one) => one.state === 'suspended' ? <span class="tag failed">suspended</span> : one.calls_suspended ? <span class="tag retrying">calls suspended</span> : <span class="tag completed">active</span> },
          { title: 'Caller id', cell: (one) => one.caller_id ?? <span class="faint">none</span> },
          { title: 'Limits', cell: (one) => one.calls_at_once || one.calls_per_second ? [one.calls_at_once && `${one.calls_at_once} at once`, one.calls_per_second && `${one.calls_per_second} a second`].filter(Boolean).join(', ') : <span class="faint">none</span> },
          { title: 'Made', cell: (one) => <Time at={one.created_at} /> },
          { title: 'Actions', hideTitle: true, cell: (one) => <div class="actions">
            <button type="button" class="quiet" aria-label={`Edit ${one.login}`} onClick={() => setEdited(one)}>Edit</button>
            {one.calls_suspended
              ? <Act class="quiet" label={`Resume the calls of ${one.login}`} done={`Calls of ${one.login} go on.`} do={() => resume(one.id).then(look.again)}>Resume</Act>
              : <Act class="quiet" label={`Suspend the calls of ${one.login}`} done={`Calls of ${one.login} are suspended.`} do={() => suspend(one.id).then(look.again)}>Suspend</Act>}
          </div> },
        ]} /></Panel>
      )}
      {edited && <SenderDialog account={edited === 'new' ? undefined : edited} onClose={() => { setEdited(undefined); look.again(); }} />}
    </Page>
  );
}

function SenderDialog({ account, onClose }: { account?: Account; onClose: () => void }) {
  const [error, setError] = useState<Error>();
  const [key, setKey] = useState<string>();
  const errors = error instanceof Refusal ? error.fields : {};
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const sent = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Fields;
    if (sent.pin === '') {
      delete sent.pin; // it stays as it is
    }
    try {
      const reply = await ask<{ response?: { signing_key?: string } }>(account ? `/api/admin/accounts/${account.id}` : '/api/admin/accounts', { method: account ? 'PATCH' : 'POST', fields: sent });
      tell(`${sent.login} is saved.`);
      if (account) {
        onClose();
      } else {
        setKey(reply.data.response?.signing_key ?? '');
      }
    } catch (failure) {
      setError(failure as Error);
    }
  };
  if (key !== undefined) {
    return (
      <Dialog title="The sender is made" onClose={onClose}>
        <p>Its signing key, which signs the posts of results:</p>
        <code class="secret">{key}</code>
        <div class="actions end"><button type="button" class="primary" onClick={onClose}>Done</button></div>
      </Dialog>
    );
  }
  return (
    <Dialog title={account ? `Edit ${account.login}` : 'New sender'} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <div class="grid">
          <Input label="Login" name="login" required maxLength={128} autocomplete="off" errors={errors} defaultValue={account?.login} />
          <Input label={account ? 'New PIN' : 'PIN'} name="pin" type="password" maxLength={16} required={!account} optional={!!account} autocomplete="new-password" errors={errors} help={account && 'Signs the sender out everywhere.'} />
          <Input label="Caller id" name="caller_id" optional autocomplete="off" errors={errors} defaultValue={account?.caller_id ?? ''} />
          <Input label="Time zone" name="time_zone" required autocomplete="off" errors={errors} defaultValue={account?.time_zone ?? 'America/New_York'} />
          {account && <Input label="Calls at once" name="calls_at_once" type="number" min={1} optional errors={errors} defaultValue={account.calls_at_once ?? ''} />}
          {account && <Input label="Calls a second" name="calls_per_second" type="number" min={1} optional errors={errors} defaultValue={account.calls_per_second ?? ''} />}
          <Field label="Role" name="role" errors={errors}>{(field) => <select {...field} defaultValue={account?.role ?? 'sender'}><option value="sender">sender</option><option value="admin">admin</option></select>}</Field>
          {account && <Field label="State" name="state" errors={errors}>{(field) => <select {...field} defaultValue={account.state}><option value="active">active</option><option value="suspended">suspended</option></select>}</Field>}
        </div>
        {error && <Notice kind="bad">{error.message}</Notice>}
        <div class="actions end"><button type="button" onClick={onClose}>Close</button><button type="submit" class="primary">Save</button></div>
      </form>
    </Dialog>
  );
}
