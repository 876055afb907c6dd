import { useState } from 'preact/hooks';
import { all, ask, nextPage, now, Refusal } from '../api';
import { duration, easternDate, number, phone, plural, words } from '../format';
import { useLive } from '../live';
import { Act, confirm, CursorPager, Dialog, Empty, Fault, Loading, Nothing, Notice, Page, Panel, Progress, Table, tell, Time, useCursor } from '../ui';
import { Chart } from '../chart';
import { askDelete, type Campaign, Doing, nameOf, paceOf, start, stop } from './campaigns';
import { daysOf, type Schedule } from './calendars';
import { ListField, useUpload } from './list';

interface Pace {
  minutes: { timestamp: number; calls: number; planned: number }[];
  outcomes: Record<string, number>;
}

interface Call {
  call_id: number;
  phone_number: string;
  message_reference: string | null;
  state: string;
  attempts: number;
  callee_type: string | null;
  last_attempt_timestamp: number;
  duration: number;
  scheduled_timestamp: number;
  result_post: string | null;
  note: string | null;
}

/** The last post of a call's result; those before it are not stored. */
interface Post {
  result_url: string | null;
  delivery: string;
  sequence: number;
  tries: number;
  last_try_timestamp: number;
  accepted_timestamp: number;
  error: string | null;
  fields: Record<string, string>;
}

interface Attempt {
  attempt: number;
  dialed_timestamp: number;
  ended_timestamp: number;
  outcome: string | null;
  callee_type: string | null;
  duration: number;
  gateway: string | null;
  note: string | null;
}

/** By a calendar, not by queuecall or queuecalls. */
const isScheduled = (campaign: Campaign) => campaign.campaign_name === undefined;

export function CampaignPage({ id }: { id: string }) {
  const look = useLive(`campaign ${id}`, async (refresh, signal) => (await ask<Campaign>(`/api/campaigns/${id}`, { refresh, signal })).data, 2);
  const campaign = look.data;
  const [adds, setAdds] = useState(false);
  if (!campaign) {
    return <Page title={`Campaign ${id}`}>{look.error
      ? look.error instanceof Refusal && look.error.status === 404
        ? <Panel><Empty title="There is no such campaign."><p>It may have been deleted. <a href="#/campaigns">All campaigns</a></p></Empty></Panel>
        : <Fault error={look.error} again={look.again} />
      : <Loading what="the campaign" />}</Page>;
  }
  const name = nameOf(campaign);
  const isPaced = isScheduled(campaign);
  const { counts, summary } = campaign;
  return (
    <Page title={name} lead={<Doing campaign={campaign} />} actions={<>
      {campaign.state === 'started' && <Act do={() => stop(campaign.campaign_id).then(look.again)} done={`${name} is stopped.`}>Stop</Act>}
      {campaign.state === 'stopped' && <Act class="primary" do={() => start(campaign.campaign_id).then(look.again)} done={`${name} is started.`}>Start</Act>}
      {isPaced && <button type="button" onClick={() => setAdds(true)}>Add numbers</button>}
      {isPaced && <a class="button" href={`#/campaigns/${id}/edit`}>Edit</a>}
      {campaign.campaign_name !== 'default' && <button type="button" onClick={() => askDelete(campaign, () => { location.hash = '#/campaigns'; })}>Delete</button>}
    </>}>
      {campaign.not_placed > 0 && <Notice kind="bad">{plural(campaign.not_placed, 'call')} will not be placed before the end date: raise the pace or <a href={`#/campaigns/${id}/edit`}>move the end date</a>.</Notice>}
      <dl class="figures">
        <div><dt>Pending</dt><dd>{number(summary.pending)}</dd></div>
        <div><dt>Completed</dt><dd>{number(summary.completed)}</dd></div>
        <div><dt>Failed</dt><dd>{number(summary.failed)}</dd></div>
        <div><dt>Pace now</dt><dd>{paceOf(campaign) ?? <Nothing />}</dd></div>
        <div><dt>Next call</dt><dd><Time at={campaign.state === 'started' ? campaign.next_call : null} none="none" /></dd></div>
        <div><dt>Expected finish</dt><dd><Time at={campaign.last_call} none={campaign.state === 'finished' ? 'finished' : 'not known'} /></dd></div>
      </dl>
      <Figures id={id} counts={counts} isPaced={isPaced} />
      {isPaced && <Plan campaign={campaign} />}
      <Calls id={id} campaign={campaign} changed={look.again} />
      {(campaign.result_url || campaign.campaign_name === 'default') && <DeadLetters id={id} />}
      {adds && <AddNumbers campaign={campaign} onClose={() => { setAdds(false); look.again(); }} />}
    </Page>
  );
}

function Bars(props: { of: [string, number][]; total: number; none: string }) {
  return props.of.length === 0 ? <p class="faint">{props.none}</p> : (
    <ul class="bars">
      {props.of.map(([name, count]) => (
        <li key={name}><span>{words(name)}</span><Progress value={count} max={props.total} label={words(name)} /><span>{number(count)}</span><small>{Math.round(100 * count / props.total)} %</small></li>
      ))}
    </ul>
  );
}

function Figures({ id, counts, isPaced }: { id: string; counts: Campaign['counts']; isPaced: boolean }) {
  const look = useLive(`pace ${id}`, async (refresh, signal) => (await ask<Pace>(`/api/campaigns/${id}/pace`, { refresh, signal })).data, 5);
  const minutes = look.data?.minutes ?? [];
  const planned = isPaced ? [{ title: 'planned', kind: 'line' as const, values: minutes.map((minute) => minute.planned) }] : [];
  const dialed = minutes.reduce((sum, minute) => sum + minute.calls, 0);
  const outcomes = Object.entries(look.data?.outcomes ?? {});
  return (
    <div class="columns">
      <Panel title="Calls a minute">
        {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="the pace" /> : dialed === 0 && minutes.every((minute) => !isPaced || minute.planned === 0)
          ? <Empty title={isPaced ? 'No call in the last hour, and none was planned.' : 'No call in the last hour.'} />
          : <Chart label={`Calls dialed in each minute: ${plural(dialed, 'attempt')} in the hour shown`} unit="calls a minute" at={minutes.map((minute) => minute.timestamp)}
            series={[{ title: 'dialed', kind: 'bars', values: minutes.map((minute) => minute.calls) }, ...planned]} />}
      </Panel>
      <Panel title="Calls by state">
        <Bars of={Object.entries(counts).filter(([state, count]) => state !== 'accepted' && count > 0)} total={counts.accepted} none="It has no calls yet." />
        {outcomes.length > 0 && <><h3>Outcomes of the hour shown</h3><Bars of={outcomes} total={outcomes.reduce((sum, [, count]) => sum + count, 0)} none="" /></>}
      </Panel>
    </div>
  );
}

function Plan({ campaign }: { campaign: Campaign }) {
  const schedules = useLive('schedules', (refresh, signal) => all<Schedule>('/api/schedules', { refresh, signal }), 30);
  const schedule = schedules.data?.find((one) => String(one.schedule_id) === campaign.schedule_nickname)
    ?? schedules.data?.find((one) => one.nickname === campaign.schedule_nickname);
  return <div class="columns"><Windows campaign={campaign} schedule={schedule} /><Settings campaign={campaign} schedule={schedule} /></div>;
}

function Settings({ campaign, schedule }: { campaign: Campaign; schedule?: Schedule }) {
  return (
    <Panel title="Settings">
      <dl class="facts">
        <dt>Dates</dt><dd>{campaign.start_date?.slice(0, 10)} to {campaign.end_date?.slice(0, 10)}</dd>
        <dt>Schedule</dt><dd>{schedule ? `${schedule.nickname ?? `Schedule ${schedule.schedule_id}`}: ${daysOf(schedule)}` : campaign.schedule_nickname}</dd>
        <dt>Windows</dt><dd>{campaign.profiles?.map((one) => <div key={one.start_time}>{one.start_time.slice(0, 5)}–{one.end_time.slice(0, 5)} ET, {one.nickname ?? `profile ${one.profile_id}`}</div>)}</dd>
        <dt>Start URL</dt><dd><code>{campaign.start_url}</code></dd>
        <dt>Result URL</dt><dd>{campaign.result_url ? <code>{campaign.result_url}</code> : 'none'}</dd>
        <dt>Retries</dt><dd>{campaign.retry ? 'a rule for each outcome' : campaign.max_retries ? `up to ${campaign.max_retries}, ${duration(campaign.retry_interval ?? 0)} apart` : 'none'}</dd>
        <dt>Gateway</dt><dd>{campaign.gateway ?? 'that of the account'}</dd>
        <dt>Caller ids</dt><dd>{campaign.caller_ids ? campaign.caller_ids.map(phone).join(', ') : 'that of the account'}</dd>
      </dl>
    </Panel>
  );
}

const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** The days on which it dials, a month at a time. */
function Windows({ campaign, schedule }: { campaign: Campaign; schedule?: Schedule }) {
  const today = easternDate(now());
  const [first, last] = [campaign.start_date!.slice(0, 10), campaign.end_date!.slice(0, 10)];
  const [month, setMonth] = useState((today < first ? first : today > last ? last : today).slice(0, 7));
  const [year, number] = month.split('-').map(Number) as [number, number];
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  const lead = (new Date(Date.UTC(year, number - 1, 1)).getUTCDay() + 6) % 7;
  const cells = [...Array<null>(lead).fill(null), ...Array.from({ length }, (_, i) => i + 1)];
  const weeks = Array.from({ length: Math.ceil(cells.length / 7) }, (_, i) => Array.from({ length: 7 }, (__, j) => cells[i * 7 + j] ?? null));
  const move = (by: number) => setMonth(new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7));
  const title = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(Date.UTC(year, number - 1, 1)));
  const hours = campaign.profiles!.map((one) => `${one.start_time.slice(0, 5)}–${one.end_time.slice(0, 5)}`).join(', ');
  return (
    <Panel title="Windows">
      <div class="month">
        <button type="button" class="quiet" aria-label="Month before" disabled={month <= first.slice(0, 7)} onClick={() => move(-1)}>←</button>
        <h3 aria-live="polite">{title}</h3>
        <button type="button" class="quiet" aria-label="Month after" disabled={month >= last.slice(0, 7)} onClick={() => move(1)}>→</button>
      </div>
      <table class="calendar">
        <caption class="unseen">Days in {title} on which it dials, {hours} Eastern</caption>
        <thead><tr>{names.map((day) => <th scope="col" key={day}>{day[0]!.toUpperCase() + day.slice(1)}</th>)}</tr></thead>
        <tbody>{weeks.map((week, i) => (
          <tr key={i}>{week.map((day, j) => {
            const date = day && `${month}-${String(day).padStart(2, '0')}`;
            const open = !!date && date >= first && date <= last && !!schedule?.days.includes(names[j]!);
            return <td key={j} class={`${open ? 'open' : ''} ${open && date < today ? 'over' : ''} ${date === today ? 'today' : ''}`}>
              {day && <span>{day}{open && <span class="unseen">{date < today ? ' dialed' : ' dials'}</span>}</span>}
            </td>;
          })}</tr>
        ))}</tbody>
      </table>
      <p class="help">It dials {hours} Eastern on the marked days; gray ones are over.</p>
    </Panel>
  );
}

const states = ['waiting', 'retrying', 'in_flight', 'completed', 'failed', 'canceled', 'expired'];
const callees: Record<string, string> = {
  voice: 'a person', answeringmachine: 'a machine', fax: 'a fax', busy: 'busy', noanswer: 'nobody', operatorintercept: 'the operator', unknown: 'not known',
};

const calleeOf = (type: string) => callees[type] ?? type;

const mayCancel = (call: Call) => ['waiting', 'retrying'].includes(call.state);
const mayResend = (call: Call) => ['completed', 'failed', 'canceled', 'expired'].includes(call.state);

function Calls({ id, campaign, changed }: { id: string; campaign: Campaign; changed: () => void }) {
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const [chosen, setChosen] = useState<number>();
  const cursor = useCursor();
  const isNumber = /^[+\d\s().-]{7,}$/.test(search.trim());
  const query = new URLSearchParams({ limit: '25', ...(state && { state }), ...(search.trim() && { [isNumber ? 'phone_number' : 'message_reference']: search.trim() }) });
  const path = cursor.path ?? `/api/campaigns/${id}/calls?${query}`;
  const list = useLive(`calls ${path}`, async (refresh, signal) => {
    const reply = await ask<Call[]>(path, { refresh, signal });
    return { calls: reply.data, next: nextPage(reply.headers) };
  }, 4);
  const wrong = list.error instanceof Refusal ? list.error : undefined;
  const cancelAll = () => confirm({
    title: 'Cancel all pending calls?', danger: true, yes: 'Cancel calls',
    text: `Up to ${plural(campaign.counts.waiting + campaign.counts.retrying, 'call')} will not be placed; their results say canceled. This cannot be undone.`,
    act: async () => {
      await ask(`/api/campaigns/${id}/calls/cancel`, { method: 'POST' });
      tell('All calls that waited are canceled.');
      changed();
      list.again();
    },
  });
  return (
    <Panel title="Calls" flush actions={<button type="button" class="quiet" disabled={campaign.counts.waiting + campaign.counts.retrying === 0} onClick={cancelAll}>Cancel all pending</button>}>
      <div class="filters inset" role="search">
        <label>Search calls<input type="search" placeholder="A number or a reference" value={search} onInput={(event) => { setSearch(event.currentTarget.value); cursor.reset(); }} /></label>
        <label>State of calls<select value={state} onChange={(event) => { setState(event.currentTarget.value); cursor.reset(); }}>
          <option value="">All</option>{states.map((one) => <option key={one} value={one}>{words(one)}</option>)}
        </select></label>
      </div>
      {list.error && !list.data ? <Notice kind="bad">{wrong && Object.values(wrong.fields).flat().join(' ') || list.error.message}</Notice>
        : !list.data ? <Loading what="calls" />
          : list.data.calls.length === 0 ? <Empty title={search || state ? 'No call is like that.' : 'It has no calls yet.'}>{search && <p>A number is found whole, a reference letter by letter as it was sent.</p>}</Empty>
            : <Table caption="Calls" rows={list.data.calls} id={(call) => call.call_id} columns={[
              { title: 'Number', main: true, cell: (call) => <button type="button" class="quiet link" aria-label={`Call ${call.call_id} to ${phone(call.phone_number)}`} onClick={() => setChosen(call.call_id)}>{phone(call.phone_number)}</button> },
              { title: 'Reference', cell: (call) => call.message_reference || <Nothing /> },
              { title: 'State', cell: (call) => <span class={`tag ${call.state}`}>{words(call.state)}</span> },
              { wide: true, title: 'Attempts', number: true, cell: (call) => call.attempts },
              { title: 'Answered by', cell: (call) => call.callee_type ? calleeOf(call.callee_type) : <Nothing /> },
              { title: 'Last dialed', cell: (call) => <Time at={call.last_attempt_timestamp} /> },
              { wide: true, title: 'Length', number: true, cell: (call) => call.duration ? duration(call.duration) : <Nothing /> },
              { wide: true, title: 'Result', cell: (call) => call.result_post ? <span class={`tag ${call.result_post}`}>{call.result_post}</span> : <Nothing /> },
            ]} />}
      <CursorPager cursor={cursor} next={list.data?.next ?? null} />
      {chosen !== undefined && <CallDialog id={id} call={chosen} posts={!!campaign.result_url || !isScheduled(campaign)} onClose={() => { setChosen(undefined); list.again(); changed(); }} />}
    </Panel>
  );
}

/** @param posts whether its result may go somewhere */
function CallDialog({ id, call, posts, onClose }: { id: string; call: number; posts: boolean; onClose: () => void }) {
  const look = useLive(`call ${id} ${call}`, async (refresh, signal) =>
    (await ask<Call & { call_parameters: string; attempt_history: Attempt[]; last_post?: Post }>(`/api/campaigns/${id}/calls/${call}`, { refresh, signal })).data);
  const found = look.data;
  return (
    <Dialog title={`Call ${call}`} onClose={onClose}>
      {look.error && !found ? <Fault error={look.error} again={look.again} /> : !found ? <Loading what="the call" /> : <>
        <dl class="facts">
          <dt>Number</dt><dd>{phone(found.phone_number)}</dd>
          <dt>State</dt><dd><span class={`tag ${found.state}`}>{words(found.state)}</span></dd>
          <dt>Reference</dt><dd>{found.message_reference || 'none'}</dd>
          <dt>Parameters</dt><dd>{found.call_parameters || 'none'}</dd>
        </dl>
        <h3>Attempts</h3>
        {found.attempt_history.length === 0 ? <p class="faint">It has not been dialed yet.</p> : (
          <ol class="attempts">
            {found.attempt_history.map((one) => (
              <li key={one.attempt}>
                <Time at={one.dialed_timestamp} /> · {one.outcome ? words(one.outcome) : 'goes on'}{one.outcome === 'completed' && one.callee_type ? ` by ${calleeOf(one.callee_type)}` : ''}{one.duration ? `, ${duration(one.duration)}` : ''}{one.gateway ? `, by ${one.gateway}` : ''}
                {one.note && <p class="help">{one.note}</p>}
              </li>
            ))}
          </ol>
        )}
        <h3>Result</h3>
        {found.last_post ? <LastPost post={found.last_post} state={found.result_post!} /> : <p class="faint">{posts ? 'It has not been posted.' : 'It is posted nowhere: there is no result URL.'}</p>}
      </>}
      <div class="actions end">
        {found && mayCancel(found) && <Act class="danger" done={`Call ${call} is canceled.`} do={() => ask(`/api/campaigns/${id}/calls/${call}/cancel`, { method: 'POST' }).then(look.again)}>Cancel the call</Act>}
        {found && posts && mayResend(found) && <Act done={`The result of call ${call} is posted again.`} do={() => ask(`/api/campaigns/${id}/calls/${call}/resend`, { method: 'POST' }).then(look.again)}>Resend the result</Act>}
        <button type="button" class="primary" onClick={onClose}>Close</button>
      </div>
    </Dialog>
  );
}

const became: Record<string, string> = { delivered: 'accepted', failing: 'not accepted yet; it is posted again by itself', dead: 'given up' };

/** What was posted last, when, and what the receiver said. */
function LastPost({ post, state }: { post: Post; state: string }) {
  return (
    <>
      <dl class="facts">
        <dt>State</dt><dd><span class={`tag ${state}`}>{state}</span> {became[state]}</dd>
        <dt>Last post</dt><dd><Time at={post.last_try_timestamp} /></dd>
        <dt>Tries</dt><dd>{number(post.tries)}</dd>
        {post.error && <><dt>Answer</dt><dd>{post.error}</dd></>}
        <dt>To</dt><dd><code>{post.result_url}</code></dd>
      </dl>
      <details class="more"><summary>What was posted</summary>
        <dl class="facts posted">
          {Object.entries(post.fields).map(([name, value]) => <><dt><code>{name}</code></dt><dd>{value ? <code>{value}</code> : <span class="faint">empty</span>}</dd></>)}
          <dt><code>X-Plum-Delivery</code></dt><dd><code>{post.delivery}</code></dd>
          <dt><code>X-Plum-Sequence</code></dt><dd><code>{post.sequence}</code></dd>
        </dl>
      </details>
    </>
  );
}

interface DeadLetter {
  call_id: number;
  phone_number: string;
  result: string;
  tries: number;
  last_try: number;
  error: string;
}

function DeadLetters({ id }: { id: string }) {
  const cursor = useCursor();
  const path = cursor.path ?? `/api/campaigns/${id}/dead-letters?limit=25`;
  const list = useLive(`dead ${path}`, async (refresh, signal) => {
    const reply = await ask<DeadLetter[]>(path, { refresh, signal });
    return { letters: reply.data, next: nextPage(reply.headers) };
  }, 10);
  const resend = (call?: number) => ask(`/api/campaigns/${id}/dead-letters/resend`, { method: 'POST', fields: call === undefined ? {} : { call_id: call } }).then(list.again);
  const letters = list.data?.letters ?? [];
  return (
    <Panel title="Dead letters" flush={letters.length > 0} actions={letters.length > 0 && <Act done="All dead letters are posted again." do={() => resend()}>Resend all</Act>}>
      {list.error && !list.data ? <Fault error={list.error} again={list.again} /> : letters.length === 0 ? <p class="faint">No result was given up: each was accepted, or is still being posted.</p> : <>
        <Table caption="Results that were not accepted" rows={letters} id={(letter) => letter.call_id} columns={[
          { title: 'Call', main: true, cell: (letter) => phone(letter.phone_number) },
          { title: 'Result', cell: (letter) => letter.result },
          { title: 'Tries', number: true, cell: (letter) => letter.tries },
          { title: 'Last try', cell: (letter) => <Time at={letter.last_try} /> },
          { title: 'Why', whole: true, cell: (letter) => letter.error },
          { title: 'Actions', hideTitle: true, cell: (letter) => <Act class="quiet" label={`Resend the result of call ${letter.call_id}`} done="It is posted again." do={() => resend(letter.call_id)}>Resend</Act> },
        ]} />
        <CursorPager cursor={cursor} next={list.data?.next ?? null} />
      </>}
    </Panel>
  );
}

function AddNumbers({ campaign, onClose }: { campaign: Campaign; onClose: () => void }) {
  const [list, setList] = useState<Blob | null>(null);
  const [skips, setSkips] = useState(false);
  const upload = useUpload();
  const submit = async (event: Event) => {
    event.preventDefault();
    const reply = await upload.send('/api/campaigns/add-calls', { campaign_id: campaign.campaign_id, ...(skips && { on_invalid: 'skip' }), phone_numbers: list });
    if (reply) {
      tell(`${plural(Number(reply.headers.get('x-plum-accepted') ?? 0), 'call')} added to ${nameOf(campaign)}.`);
      onClose();
    }
  };
  return (
    <Dialog title={`Add numbers to ${nameOf(campaign)}`} onClose={onClose}>
      <form class="stack" onSubmit={submit}>
        <ListField name="phone_numbers" errors={upload.errors} onList={setList} skips={skips} onSkips={setSkips} />
        {upload.status}
        <div class="actions end">
          <button type="button" onClick={onClose}>Close</button>
          <button type="submit" class="primary" disabled={upload.busy || !list}>Add numbers</button>
        </div>
      </form>
    </Dialog>
  );
}
