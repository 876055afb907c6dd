import { useState } from 'preact/hooks';
import { all, ask, type Fields, Refusal } from '../api';
import { number, plural } from '../format';
import { useLive } from '../live';
import { confirm, Dialog, Empty, Fault, Field, Input, Loading, Notice, Page, Panel, Table, tell } from '../ui';
import type { Campaign } from './campaigns';

export interface Schedule {
  schedule_id: number;
  nickname: string | null;
  days: string[];
}

export interface Profile {
  profile_id: number;
  nickname: string | null;
  period: number;
  amount_per_period: number;
  time_between_periods: number;
  spread: 'even' | 'burst';
}

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const capital = (day: string) => day[0]!.toUpperCase() + day.slice(1);

export const daysOf = (schedule: Schedule) => schedule.days.length === 7 ? 'every day' : days.filter((day) => schedule.days.includes(day)).map(capital).join(', ');

/** 100 calls in 30 min, then 10 min of rest */
export const amountOf = (profile: Profile) => `${plural(profile.amount_per_period, 'call')} in ${number(profile.period)} min`
  + (profile.time_between_periods > 0 ? `, then ${number(profile.time_between_periods)} min of rest` : '')
  + (profile.spread === 'burst' ? ', at once' : '');

function UsedBy({ ids }: { ids: number[] }) {
  return ids.length === 0 ? <span class="faint">nowhere</span> : <span>{ids.slice(0, 5).map((id, i) => <>{i > 0 && ', '}<a href={`#/campaigns/${id}`}>Campaign {id}</a></>)}{ids.length > 5 && ` and ${ids.length - 5} more`}</span>;
}

/** Sends a form of a dialog and shows its faults at their fields. */
function useForm(path: string, method: string, done: (message: string) => void) {
  const [errors, setErrors] = useState<Record<string, string[]>>({});
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  return {
    errors, message, busy,
    async send(fields: Fields, success: string) {
      setBusy(true);
      setErrors({});
      setMessage('');
      try {
        await ask(path, { method, fields });
        done(success);
      } catch (error) {
        setErrors(error instanceof Refusal ? error.fields : {});
        setMessage((error as Error).message);
      } finally {
        setBusy(false);
      }
    },
  };
}

const remove = (kind: string, id: number, name: string, done: () => void) => confirm({
  title: `Delete ${name}?`, text: 'This cannot be undone.', yes: 'Delete', danger: true,
  act: async () => {
    await ask(`/api/${kind}/${id}`, { method: 'DELETE' });
    tell(`${name} is deleted.`);
    done();
  },
});

export function Schedules() {
  const look = useLive('schedules page', async (refresh, signal) => {
    const [schedules, campaigns] = await Promise.all([all<Schedule>('/api/schedules', { refresh, signal }), all<Campaign>('/api/campaigns', { refresh, signal })]);
    return { schedules, campaigns };
  }, 10);
  const [edited, setEdited] = useState<Schedule | 'new'>();
  const nameOf = (one: Schedule) => one.nickname ?? `Schedule ${one.schedule_id}`;
  const uses = (one: Schedule) => (look.data?.campaigns ?? []).filter((campaign) => campaign.schedule_nickname === String(one.schedule_id) || campaign.schedule_nickname === one.nickname).map((campaign) => campaign.campaign_id);
  return (
    <Page title="Schedules" lead="The days of the week on which campaigns call." actions={<button type="button" class="primary" onClick={() => setEdited('new')}>New schedule</button>}>
      {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="schedules" /> : look.data.schedules.length === 0
        ? <Panel><Empty title="There are no schedules yet."><p>Weekdays, perhaps? Every campaign needs one.</p></Empty></Panel>
        : <Panel flush><Table caption="Schedules" rows={look.data.schedules} id={(one) => one.schedule_id} columns={[
          { title: 'Schedule', main: true, cell: nameOf },
          { title: 'Days', cell: daysOf },
          { title: 'Used by', cell: (one) => <UsedBy ids={uses(one)} /> },
          { title: 'Actions', hideTitle: true, cell: (one) => <div class="actions">
            <button type="button" class="quiet" aria-label={`Edit ${nameOf(one)}`} onClick={() => setEdited(one)}>Edit</button>
            <button type="button" class="quiet" aria-label={`Delete ${nameOf(one)}`} onClick={() => remove('schedules', one.schedule_id, nameOf(one), look.again)}>Delete</button>
          </div> },
        ]} /></Panel>}
      {edited && <ScheduleDialog schedule={edited === 'new' ? undefined : edited} onClose={() => { setEdited(undefined); look.again(); }} />}
    </Page>
  );
}

function ScheduleDialog({ schedule, onClose }: { schedule?: Schedule; onClose: () => void }) {
  const [nickname, setNickname] = useState(schedule?.nickname ?? '');
  const [chosen, setChosen] = useState(schedule?.days ?? days.slice(0, 5));
  const form = useForm(schedule ? `/api/schedules/${schedule.schedule_id}` : '/api/schedules', schedule ? 'PATCH' : 'POST', (message) => { tell(message); onClose(); });
  const submit = (event: Event) => {
    event.preventDefault();
    void form.send({ nickname, days: JSON.stringify(days.filter((day) => chosen.includes(day))) }, `${nickname || 'The schedule'} is saved.`);
  };
  return (
    <Dialog title={schedule ? 'Edit the schedule' : 'New schedule'} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Input label="Name" name="nickname" maxLength={64} value={nickname} errors={form.errors} autocomplete="off" onInput={(event) => setNickname(event.currentTarget.value)} />
        <fieldset>
          <legend>Days</legend>
          <div class="days">{days.map((day) => <label class="check" key={day}><input type="checkbox" checked={chosen.includes(day)}
            onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, day] : chosen.filter((one) => one !== day))} /> {capital(day)}</label>)}</div>
          {form.errors.days && <p class="fault">{form.errors.days.join(' ')}</p>}
        </fieldset>
        {form.message && <Notice kind="bad">{form.message}</Notice>}
        <div class="actions end"><button type="button" onClick={onClose}>Close</button><button type="submit" class="primary" disabled={form.busy}>Save</button></div>
      </form>
    </Dialog>
  );
}

export function Profiles() {
  const look = useLive('profiles page', async (refresh, signal) => {
    const [profiles, campaigns] = await Promise.all([all<Profile>('/api/profiles', { refresh, signal }), all<Campaign>('/api/campaigns', { refresh, signal })]);
    return { profiles, campaigns };
  }, 10);
  const [edited, setEdited] = useState<Profile | 'new'>();
  const nameOf = (one: Profile) => one.nickname ?? `Profile ${one.profile_id}`;
  const uses = (one: Profile) => (look.data?.campaigns ?? []).filter((campaign) => campaign.profiles?.some((window) => window.profile_id === one.profile_id)).map((campaign) => campaign.campaign_id);
  return (
    <Page title="Profiles" lead="How fast campaigns call: so many calls in a period, then a rest, and again." actions={<button type="button" class="primary" onClick={() => setEdited('new')}>New profile</button>}>
      {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="profiles" /> : look.data.profiles.length === 0
        ? <Panel><Empty title="There are no profiles yet."><p>A gentle one: 100 calls in 30 minutes. Every campaign needs one.</p></Empty></Panel>
        : <Panel flush><Table caption="Profiles" rows={look.data.profiles} id={(one) => one.profile_id} columns={[
          { title: 'Profile', main: true, cell: nameOf },
          { title: 'Pace', cell: amountOf },
          { title: 'Used by', cell: (one) => <UsedBy ids={uses(one)} /> },
          { title: 'Actions', hideTitle: true, cell: (one) => <div class="actions">
            <button type="button" class="quiet" aria-label={`Edit ${nameOf(one)}`} onClick={() => setEdited(one)}>Edit</button>
            <button type="button" class="quiet" aria-label={`Delete ${nameOf(one)}`} onClick={() => remove('profiles', one.profile_id, nameOf(one), look.again)}>Delete</button>
          </div> },
        ]} /></Panel>}
      {edited && <ProfileDialog profile={edited === 'new' ? undefined : edited} onClose={() => { setEdited(undefined); look.again(); }} />}
    </Page>
  );
}

function ProfileDialog({ profile, onClose }: { profile?: Profile; onClose: () => void }) {
  const [fields, setFields] = useState({
    nickname: profile?.nickname ?? '', amount_per_period: String(profile?.amount_per_period ?? 100), period: String(profile?.period ?? 30),
    time_between_periods: String(profile?.time_between_periods ?? 0), spread: profile?.spread ?? 'even' as string,
  });
  const form = useForm(profile ? `/api/profiles/${profile.profile_id}` : '/api/profiles', profile ? 'PATCH' : 'POST', (message) => { tell(message); onClose(); });
  const set = (name: keyof typeof fields) => ({
    name, errors: form.errors, value: fields[name],
    onInput: (event: { currentTarget: HTMLInputElement }) => setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  const submit = (event: Event) => {
    event.preventDefault();
    void form.send(fields, `${fields.nickname || 'The profile'} is saved.`);
  };
  return (
    <Dialog title={profile ? 'Edit the profile' : 'New profile'} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <Input label="Name" maxLength={64} autocomplete="off" {...set('nickname')} />
        <div class="grid">
          <Input label="Calls in a period" type="number" min={1} required {...set('amount_per_period')} />
          <Input label="Minutes of a period" type="number" min={1} required {...set('period')} />
          <Input label="Minutes of rest after it" type="number" min={0} required {...set('time_between_periods')} />
          <Field label="Within a period" name="spread" errors={form.errors}>
            {(field) => <select {...field} value={fields.spread} onChange={(event) => setFields({ ...fields, spread: event.currentTarget.value })}>
              <option value="even">evenly</option><option value="burst">as fast as it goes</option>
            </select>}
          </Field>
        </div>
        {form.message && <Notice kind="bad">{form.message}</Notice>}
        <div class="actions end"><button type="button" onClick={onClose}>Close</button><button type="submit" class="primary" disabled={form.busy}>Save</button></div>
      </form>
    </Dialog>
  );
}

