import { useEffect, useRef, useState } from 'preact/hooks';
import { all, ask, type Fields, now, Refusal } from '../api';
import { easternDate, number, plural } from '../format';
import { useLive } from '../live';
import { Fault, Field, Input, Loading, Notice, Page, Panel, sentence, tell, Time } from '../ui';
import { amountOf, daysOf, type Profile, type Schedule } from './calendars';
import { type Campaign, nameOf, start } from './campaigns';
import { ListField, useUpload } from './list';

interface Window {
  profile: string;
  start_time: string;
  end_time: string;
}

interface Draft {
  schedule: string;
  start_date: string;
  end_date: string;
  start_url: string;
  result_url: string;
  max_retries: string;
  retry_interval: string;
  windows: Window[];
}

interface Foresight {
  calls: number;
  first_call_timestamp: number | null;
  last_call_timestamp: number | null;
  not_placed: number;
  amount_needed: number | null;
}

const fieldsOf = (draft: Draft): Fields => ({
  schedule: draft.schedule,
  start_date: draft.start_date,
  end_date: draft.end_date,
  start_url: draft.start_url,
  result_url: draft.result_url,
  max_retries: draft.max_retries || 0,
  retry_interval: draft.retry_interval || null,
  profiles: JSON.stringify(draft.windows),
});

const shown = (field: string) => /^(schedule|start_date|end_date|start_url|result_url|max_retries|retry_interval|phone_numbers|profiles(\.\d+\.(profile|start_time|end_time))?)$/.test(field);

function useChoices() {
  return useLive('choices', async (refresh, signal) => {
    const [schedules, profiles] = await Promise.all([
      all<Schedule>('/api/schedules', { refresh, signal }), all<Profile>('/api/profiles', { refresh, signal })]);
    return { schedules, profiles };
  }, 10);
}

export function NewCampaign() {
  const choices = useChoices();
  const today = easternDate(now());
  const [draft, setDraft] = useState<Draft>({
    schedule: '', start_date: today, end_date: easternDate(now() + 30 * 86_400), start_url: '', result_url: '', max_retries: '0', retry_interval: '300',
    windows: [{ profile: '', start_time: '09:00', end_time: '17:00' }],
  });
  const [list, setList] = useState<Blob | null>(null);
  const [skips, setSkips] = useState(false);
  const [starts, setStarts] = useState(true);
  const upload = useUpload();
  const fields: Fields = { ...fieldsOf(draft), ...(skips && { on_invalid: 'skip' }), phone_numbers: list };
  const foresight = useForesight(fields, list, upload.busy);
  const errors = { ...foresight.listErrors, ...upload.errors };

  const submit = async (event: Event) => {
    event.preventDefault();
    const reply = await upload.send<{ response: { id: number; accepted?: number } }>('/api/campaigns', fields);
    if (!reply) {
      return;
    }
    const { id, accepted } = reply.data.response;
    if (starts) {
      await start(id).catch(() => tell(`Campaign ${id} is made, but could not be started yet.`));
    }
    tell(`Campaign ${id} is made${starts ? ' and started' : ''}, with ${plural(accepted ?? 0, 'call')}.`);
    location.hash = `#/campaigns/${id}`;
  };

  return (
    <Page title="New campaign" lead="A list of numbers, the days and hours to call them, and how fast.">
      {choices.error && !choices.data ? <Fault error={choices.error} again={choices.again} /> : !choices.data ? <Loading what="schedules and profiles" /> : (
        <form class="columns form" onSubmit={submit} noValidate>
          <div>
            <CampaignFields draft={draft} onDraft={setDraft} choices={choices.data} errors={errors} />
            <Panel title="Numbers">
              <ListField name="phone_numbers" errors={errors} onList={setList} skips={skips} onSkips={setSkips} optional />
            </Panel>
          </div>
          <div class="beside">
            <Panel title="What will happen">
              <Foretold {...foresight} endDate={draft.end_date} hasList={!!list} />
              <label class="check"><input type="checkbox" checked={starts} onChange={(event) => setStarts(event.currentTarget.checked)} /> Start it at once</label>
              {upload.status}
              {Object.entries(upload.errors).filter(([field]) => !shown(field)).map(([field, messages]) => <Notice key={field} kind="bad">{messages.map(sentence).join(' ')}</Notice>)}
              <div class="actions end"><a class="button" href="#/campaigns">Back</a><button type="submit" class="primary" disabled={upload.busy}>Create campaign</button></div>
            </Panel>
          </div>
        </form>
      )}
    </Page>
  );
}

/** Asks the planner while the form is being filled in; nothing is created. */
function useForesight(fields: Fields, list: Blob | null, paused: boolean) {
  const [state, setState] = useState<{ foretold?: Foresight; missing?: string[]; busy?: boolean; listErrors: Record<string, string[]> }>({ listErrors: {} });
  const latest = useRef(fields);
  latest.current = fields;
  const key = JSON.stringify({ ...fields, phone_numbers: null });
  useEffect(() => {
    if (paused) {
      return;
    }
    const stop = new AbortController();
    const timer = setTimeout(async () => {
      setState((before) => ({ ...before, busy: true }));
      try {
        const reply = await ask<{ response: Foresight }>('/api/campaigns', { method: 'POST', fields: { ...latest.current, dry_run: 'true' }, signal: stop.signal });
        setState({ foretold: reply.data.response, listErrors: {} });
      } catch (error) {
        if (!stop.signal.aborted) {
          const found = error instanceof Refusal ? error.fields : {};
          const { phone_numbers: numbers, ...others } = found;
          setState({ missing: Object.keys(others), listErrors: numbers && list ? { phone_numbers: numbers } : {} });
        }
      }
    }, 400);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, list, paused]);
  return state;
}

function Foretold(props: { foretold?: Foresight; missing?: string[]; busy?: boolean; endDate: string; hasList: boolean; listErrors: Record<string, string[]> }) {
  const { foretold } = props;
  if (!foretold) {
    return <p class="help">{props.listErrors.phone_numbers ? 'The list has faults.' : 'Fill in the schedule, a window, the dates and the start URL to see the first and the last call.'}</p>;
  }
  if (foretold.calls === 0) {
    return <p class="help">{props.hasList ? 'The list is empty.' : 'Give it numbers to see the first and the last call. They can be added later, too.'}</p>;
  }
  return (
    <div aria-live="polite">
      <dl class="facts">
        <dt>Calls</dt><dd>{number(foretold.calls)}</dd>
        <dt>First call</dt><dd><Time at={foretold.first_call_timestamp} none="none" /></dd>
        <dt>Last call</dt><dd><Time at={foretold.last_call_timestamp} none="none" /></dd>
      </dl>
      {foretold.not_placed === 0
        ? <Notice kind="good">All fit before the end of {props.endDate}. Retries come on top.</Notice>
        : <Notice kind="bad">Does not fit before the end of {props.endDate}: {plural(foretold.not_placed, 'call')} would be left.{' '}
          {foretold.amount_needed ? <>It needs {number(foretold.amount_needed)} a period.</> : 'No amount a period would be enough: give it more days or longer windows.'}</Notice>}
    </div>
  );
}

function CampaignFields(props: { draft: Draft; onDraft: (draft: Draft) => void; choices: { schedules: Schedule[]; profiles: Profile[] }; errors: Record<string, string[]> }) {
  const { draft, onDraft, choices, errors } = props;
  const text = (name: keyof Draft) => ({
    name, errors, value: draft[name] as string,
    onInput: (event: { currentTarget: HTMLInputElement }) => onDraft({ ...draft, [name]: event.currentTarget.value }),
  });
  const setWindow = (index: number, change: Partial<Window>) => onDraft({ ...draft, windows: draft.windows.map((one, i) => i === index ? { ...one, ...change } : one) });
  return (
    <>
      <Panel title="When">
        <div class="stack">
          <div class="grid schedule">
            <Field label="Schedule" name="schedule" errors={errors} help={choices.schedules.length === 0 ? <>There is none yet: <a href="#/schedules">make a schedule</a>.</> : 'The days of the week.'}>
              {(field) => <select {...field} required value={draft.schedule} onChange={(event) => onDraft({ ...draft, schedule: event.currentTarget.value })}>
                <option value="">Choose…</option>
                {choices.schedules.map((one) => <option key={one.schedule_id} value={one.schedule_id}>{one.nickname ?? `Schedule ${one.schedule_id}`}: {daysOf(one)}</option>)}
              </select>}
            </Field>
            <Input label="First day" type="date" required {...text('start_date')} />
            <Input label="Last day" type="date" required {...text('end_date')} />
          </div>
          <fieldset>
            <legend>Windows <span class="faint">Eastern time</span></legend>
            {errors.profiles && <p class="fault">{errors.profiles.map(sentence).join(' ')}</p>}
            {draft.windows.map((one, i) => (
              <div class="window" key={i}>
                <Field label="Profile" name={`profiles.${i}.profile`} errors={errors} help={choices.profiles.length === 0 ? <>There is none yet: <a href="#/profiles">make a profile</a>.</> : undefined}>
                  {(field) => <select {...field} required value={one.profile} onChange={(event) => setWindow(i, { profile: event.currentTarget.value })}>
                    <option value="">Choose…</option>
                    {choices.profiles.map((profile) => <option key={profile.profile_id} value={profile.profile_id}>{profile.nickname ?? `Profile ${profile.profile_id}`}: {amountOf(profile)}</option>)}
                  </select>}
                </Field>
                <Input label="From" type="time" required name={`profiles.${i}.start_time`} errors={errors} value={one.start_time} onInput={(event) => setWindow(i, { start_time: event.currentTarget.value })} />
                <Input label="To" type="time" required name={`profiles.${i}.end_time`} errors={errors} value={one.end_time} onInput={(event) => setWindow(i, { end_time: event.currentTarget.value })} />
                {draft.windows.length > 1 && <button type="button" aria-label={`Remove window ${i + 1}`} onClick={() => onDraft({ ...draft, windows: draft.windows.filter((_, j) => j !== i) })}>Remove</button>}
              </div>
            ))}
            <button type="button" class="quiet" disabled={draft.windows.length >= 24} onClick={() => onDraft({ ...draft, windows: [...draft.windows, { profile: draft.windows.at(-1)?.profile ?? '', start_time: draft.windows.at(-1)?.end_time ?? '09:00', end_time: '20:00' }] })}>Add a window</button>
          </fieldset>
        </div>
      </Panel>
      <Panel title="What is said, and what is told">
        <div class="stack">
          <Input label="Start URL" type="url" required placeholder="https://" help="The VoiceXML script of each call." {...text('start_url')} />
          <Input label="Result URL" type="url" optional placeholder="https://" help="Gets the result of each call." {...text('result_url')} />
          <div class="grid">
            <Input label="Retries" type="number" min={0} max={10} help="After busy, no answer and failures." {...text('max_retries')} />
            <Input label="Seconds between retries" type="number" min={60} max={172_800} {...text('retry_interval')} />
          </div>
        </div>
      </Panel>
    </>
  );
}

export function EditCampaign({ id }: { id: string }) {
  const choices = useChoices();
  const found = useLive(`edit ${id}`, async (refresh, signal) => {
    const reply = await ask<Campaign>(`/api/campaigns/${id}`, { refresh, signal });
    return { campaign: reply.data, version: reply.headers.get('etag') ?? '' };
  }, 0);
  const [changed, setDraft] = useState<Draft>();
  const upload = useUpload();
  if (!found.data || !choices.data) {
    const error = found.error ?? choices.error;
    return <Page title={`Edit campaign ${id}`}>{error ? <Fault error={error} again={found.again} /> : <Loading what="the campaign" />}</Page>;
  }
  const { campaign, version } = found.data;
  const schedule = choices.data.schedules.find((one) => String(one.schedule_id) === campaign.schedule_nickname || one.nickname === campaign.schedule_nickname);
  const draft: Draft = changed ?? {
    schedule: String(schedule?.schedule_id ?? ''),
    start_date: campaign.start_date!.slice(0, 10),
    end_date: campaign.end_date!.slice(0, 10),
    start_url: campaign.start_url ?? '',
    result_url: campaign.result_url ?? '',
    max_retries: String(campaign.max_retries ?? 0),
    retry_interval: String(campaign.retry_interval ?? 300),
    windows: campaign.profiles!.map((one) => ({ profile: String(one.profile_id), start_time: one.start_time.slice(0, 5), end_time: one.end_time === '24:00' ? '00:00' : one.end_time.slice(0, 5) })),
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    const fields = fieldsOf(draft);
    if (campaign.retry) {
      delete fields.max_retries; // its rules for each outcome stay as they are
      delete fields.retry_interval;
    }
    if (await upload.send(`/api/campaigns/${id}`, fields, { method: 'PATCH', headers: { 'If-Match': version } })) {
      tell(`${nameOf(campaign)} is changed.`);
      location.hash = `#/campaigns/${id}`;
    }
  };
  return (
    <Page title={`Edit ${nameOf(campaign)}`} lead="What is changed holds for calls that have not started yet.">
      <form class="form narrow" onSubmit={submit} noValidate>
        {campaign.retry !== undefined && campaign.retry !== null && <Notice>It has a retry rule for each outcome, made by the API; they stay as they are.</Notice>}
        <CampaignFields draft={draft} onDraft={setDraft} choices={choices.data} errors={upload.errors} />
        {upload.status}
        {Object.entries(upload.errors).filter(([field]) => !shown(field)).map(([field, messages]) => <Notice key={field} kind="bad">{messages.map(sentence).join(' ')}</Notice>)}
        <div class="actions end"><a class="button" href={`#/campaigns/${id}`}>Back</a><button type="submit" class="primary" disabled={upload.busy}>Save</button></div>
      </form>
    </Page>
  );
}
