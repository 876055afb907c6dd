import { useState } from 'preact/hooks';
import { ask } from '../api';
import { plural } from '../format';
import { Field, Input, messageOf, Notice, Page, Panel } from '../ui';
import { useUpload } from './list';

interface Answer {
  status: 'queued' | 'failed';
  call_id?: number;
  campaign_id?: number;
  call_count?: number;
  errors?: string[];
}

function Optional() {
  return (
    <details class="more">
      <summary>More settings</summary>
      <div class="stack">
        <Input label="Result URL" name="result_url" type="url" maxLength={255} placeholder="https://" help="Gets the result, after the call or after the last retry." />
        <div class="grid">
          <Input label="Message reference" name="message_reference" maxLength={255} autocomplete="off" />
          <Input label="Call parameters" name="call_parameters" maxLength={255} autocomplete="off" />
          <Input label="Campaign parameters" name="campaign_parameters" maxLength={255} autocomplete="off" />
        </div>
        <div class="grid">
          <Input label="Scheduled time" name="scheduled_time" autocomplete="off" placeholder="tomorrow 9am" help="In words, or as a date and time." />
          <Input label="Expiration time" name="expiration_time" autocomplete="off" placeholder="+3 days" />
        </div>
        <div class="grid">
          <Input label="Retries" name="max_retries" type="number" min={0} max={10} />
          <Input label="Seconds between retries" name="retry_interval" type="number" min={60} max={172_800} />
        </div>
      </div>
    </details>
  );
}

/** Without login and PIN: who is signed in needs none. */
const fieldsIn = (form: HTMLFormElement) => Object.fromEntries([...new FormData(form)].filter(([, value]) => value !== '')) as Record<string, string | File>;

const Faults = ({ errors }: { errors: string[] }) => <Notice kind="bad"><strong>Nothing was queued.</strong><ul tabIndex={0} aria-label="Faults">{errors.map((error) => <li key={error}>{error}</li>)}</ul></Notice>;

export function QueueCall() {
  const [answer, setAnswer] = useState<Answer>();
  const [busy, setBusy] = useState(false);
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    setBusy(true);
    try {
      const reply = await ask<Answer>('/outbound/webservice/queuecall', { method: 'POST', fields: fieldsIn(form) });
      setAnswer(reply.data);
    } catch (error) {
      setAnswer({ status: 'failed', errors: [messageOf(error)] });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Page title="Queue a call" lead={<>One call, in your <a href="#/campaigns/default">single calls</a>. The same form <a href="/outbound/">works without scripts</a>.</>}>
      <Panel narrow><form class="stack" onSubmit={submit}>
        {answer?.status === 'queued' && <Notice kind="good">Call {answer.call_id} is queued. <a href="#/campaigns/default">Look at it</a></Notice>}
        {answer?.status === 'failed' && <Faults errors={answer.errors ?? []} />}
        <Input label="Phone number" name="phone_number" required maxLength={128} autocomplete="off" help="With the 1 before the area code, or tel:+16177123000;postd=1234;ani=8005550100 with an extension and a caller id." />
        <Input label="Start URL" name="start_url" type="url" required maxLength={255} placeholder="https://" help="The VoiceXML script of the call. It is fetched once before the call is queued." />
        <Optional />
        <div class="actions"><button type="submit" class="primary" disabled={busy}>{busy ? 'Queueing…' : 'Queue the call'}</button></div>
      </form></Panel>
    </Page>
  );
}

export function QueueCalls() {
  const [answer, setAnswer] = useState<Answer>();
  const upload = useUpload();
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setAnswer(undefined);
    const reply = await upload.send<Answer>('/outbound/webservice/queuecalls', fieldsIn(event.currentTarget as HTMLFormElement));
    setAnswer(reply?.data);
  };
  return (
    <Page title="Queue calls" lead={<>A list of calls as a campaign of its own, at once or at a time. The same form <a href="/outbound/#queuecalls">works without scripts</a>.</>}>
      <Panel narrow><form class="stack" onSubmit={submit}>
        {answer?.status === 'queued' && <Notice kind="good">{plural(answer.call_count ?? 0, 'call')} queued. <a href={`#/campaigns/${answer.campaign_id}`}>Look at the campaign</a></Notice>}
        {answer?.status === 'failed' && <Faults errors={answer.errors ?? []} />}
        <Input label="Campaign name" name="campaign_name" required maxLength={64} autocomplete="off" />
        <Field label="List of numbers" name="phone_list" help="Rows of number, reference, parameters; or a header with a column destination.">{(field) => <input {...field} type="file" required accept=".csv,.txt,text/csv,text/plain" />}</Field>
        <Field label="Bad rows" name="on_invalid">{(field) => <select {...field}><option value="reject">refuse the list</option><option value="skip">are left out</option></select>}</Field>
        <Input label="Start URL" name="start_url" type="url" required maxLength={255} placeholder="https://" help="The VoiceXML script of each call. It is fetched once before the calls are queued." />
        <Optional />
        {upload.status}
        <div class="actions"><button type="submit" class="primary" disabled={upload.busy}>Queue the calls</button></div>
      </form></Panel>
    </Page>
  );
}
