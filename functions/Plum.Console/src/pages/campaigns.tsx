import { useState } from 'preact/hooks';
import { all, ask, now } from '../api';
import { easternTime, isoSeconds, number, plural } from '../format';
import { useLive } from '../live';
import { Act, confirm, Empty, Fault, Loading, Nothing, Page, Pager, Panel, Progress, Table, tell, Time, type Work } from '../ui';

export interface Campaign {
  campaign_id: number;
  campaign_name?: string;
  start_date?: string;
  end_date?: string;
  start_url?: string;
  result_url?: string | null;
  schedule_nickname?: string;
  max_retries?: number;
  retry_interval?: number;
  retry?: unknown;
  gateway?: string | null;
  caller_ids?: string[] | null;
  profiles?: { profile_id: number; nickname: string | null; start_time: string; end_time: string }[];
  state: 'started' | 'stopped' | 'finished';
  counts: Record<'accepted' | 'waiting' | 'retrying' | 'in_flight' | 'completed' | 'failed' | 'canceled' | 'expired', number>;
  summary: { pending: number; completed: number; failed: number };
  calls_per_hour: number;
  doing: string;
  next_call: string | null;
  last_call: string | null;
  not_placed: number;
}

export const nameOf = (campaign: Campaign) => campaign.campaign_name === 'default' ? 'Single calls'
  : campaign.campaign_name ?? `Campaign ${campaign.campaign_id}`;

/** Seconds until the next call, or null when none is foreseen. */
const untilNext = (campaign: Campaign) => campaign.state === 'started' && campaign.next_call ? isoSeconds(campaign.next_call) - now() : null;

/** Why it sleeps, by how the service begins to say it. */
const sleeps: [begin: string, why: string][] = [
  ['window opens', 'outside its windows'],
  ['resting', 'between two periods'],
  ['scheduled', 'queued for that time'],
  ['next call due', 'its next call is due then'],
];

/** Its next call is about to start, or comes at its place in an open window. */
const isDialing = (campaign: Campaign) => untilNext(campaign) !== null && campaign.doing.startsWith('next call');

/** What a campaign is doing, as a person says it: the service's own words, and what they mean. */
export function doingOf(campaign: Campaign): string {
  if (campaign.state === 'finished') {
    return 'finished';
  }
  if (isDialing(campaign)) {
    return `dialing, ${campaign.doing}`;
  }
  return untilNext(campaign) === null ? campaign.doing : `sleeping until ${easternTime(isoSeconds(campaign.next_call!), now())}: ${sleeps.find(([begin]) => campaign.doing.startsWith(begin))?.[1] ?? campaign.doing}`;
}

export const Doing = ({ campaign }: { campaign: Campaign }) => (
  <span class={`state ${campaign.state} ${isDialing(campaign) ? 'dialing' : ''}`}>{doingOf(campaign)}</span>
);

export const start = (id: number) => ask('/api/campaigns/start', { method: 'POST', fields: { campaign_id: id } });
export const stop = (id: number) => ask('/api/campaigns/stop', { method: 'POST', fields: { campaign_id: id } });

/** How fast it dials just now, or null when it does not. */
export const paceOf = (campaign: Campaign) => isDialing(campaign) && campaign.calls_per_hour > 0 ? `${number(campaign.calls_per_hour / 60)}/min` : null;

const pageSize = 20;

export function Campaigns() {
  const list = useLive('campaigns', (refresh, signal) => all<Campaign>('/api/campaigns?kind=all&outlook=true&limit=100', { refresh, signal }));
  const [search, setSearch] = useState('');
  const [state, setState] = useState('');
  const [page, setPage] = useState(0);
  const campaigns = list.data ?? [];
  const wanted = campaigns
    .filter((one) => (!state || one.state === state) && `${nameOf(one)} ${one.campaign_id} ${one.start_url ?? ''}`.toLowerCase().includes(search.toLowerCase()))
    .reverse();
  const pages = Math.max(1, Math.ceil(wanted.length / pageSize));
  const shown = wanted.slice(Math.min(page, pages - 1) * pageSize, (Math.min(page, pages - 1) + 1) * pageSize);
  const running = campaigns.filter((one) => one.state === 'started');
  const resting = campaigns.filter((one) => one.state === 'stopped');

  /** One after the other; what is broken off brings the one that is under way to its end. */
  const each = async (some: Campaign[], act: (id: number) => Promise<unknown>, done: string, { signal, onProgress }: Work) => {
    let count = 0;
    try {
      while (count < some.length && !signal.aborted) {
        onProgress(count, some.length);
        await act(some[count]!.campaign_id);
        count++;
      }
    } finally {
      list.again();
    }
    tell(count === some.length ? `${plural(count, 'campaign')} ${done}.` : `Broken off: ${count} of ${some.length} campaigns ${done}.`);
  };

  return (
    <Page title="Campaigns" lead={list.data && `${running.length} started, ${resting.length} stopped, ${campaigns.length - running.length - resting.length} finished`}
      actions={<>
        <button type="button" disabled={running.length === 0} onClick={() => confirm({
          title: 'Suspend all campaigns?',
          text: `${plural(running.length, 'campaign')} will start no more calls. Those that go on now come to their end, and what waits keeps its order.`,
          yes: 'Suspend all', act: (work) => each(running, stop, 'suspended', work),
        })}>Suspend all</button>
        <button type="button" disabled={resting.length === 0} onClick={() => confirm({
          title: 'Resume all campaigns?', text: `${plural(resting.length, 'stopped campaign')} will dial when their windows are open.`,
          yes: 'Resume all', act: (work) => each(resting, start, 'resumed', work),
        })}>Resume all</button>
        <a class="button primary" href="#/campaigns/new">New campaign</a>
      </>}>
      <div class="filters" role="search">
        <label>Search<input type="search" placeholder="Name, number or URL" value={search} onInput={(event) => { setSearch(event.currentTarget.value); setPage(0); }} /></label>
        <label>State<select value={state} onChange={(event) => { setState(event.currentTarget.value); setPage(0); }}>
          <option value="">All</option><option value="started">Started</option><option value="stopped">Stopped</option><option value="finished">Finished</option>
        </select></label>
      </div>
      {list.error && <Fault error={list.error} again={list.again} />}
      {!list.data ? !list.error && <Loading what="campaigns" /> : shown.length === 0 ? (
        <Panel><Empty title={campaigns.length === 0 ? 'There are no campaigns yet.' : 'No campaign is like that.'}>
          {campaigns.length === 0 && <p>A campaign calls a list of numbers on the days and at the pace you choose. <a href="#/campaigns/new">Make the first</a>.</p>}
        </Empty></Panel>
      ) : (
        <Panel flush>
          <Table caption="Campaigns" rows={shown} id={(one) => one.campaign_id} columns={[
            { title: 'Campaign', main: true, cell: (one) => <><a href={`#/campaigns/${one.campaign_id}`}>{nameOf(one)}</a><Doing campaign={one} /></> },
            { title: 'Progress', whole: true, cell: (one) => <div class="progress"><Progress value={one.counts.accepted - one.summary.pending} max={one.counts.accepted} label={`Calls of ${nameOf(one)} that are over`} /><small>{share(one)}</small></div> },
            { title: 'Pending', number: true, cell: (one) => number(one.summary.pending) },
            { title: 'Completed', number: true, cell: (one) => number(one.summary.completed) },
            { title: 'Failed', number: true, cell: (one) => number(one.summary.failed) },
            { wide: true, title: 'Pace', number: true, cell: (one) => paceOf(one) ?? <Nothing /> },
            { title: 'Next call', cell: (one) => <Time at={one.state === 'started' ? one.next_call : null} /> },
            { title: 'Finish', cell: (one) => one.not_placed > 0 ? <span class="warn">{number(one.not_placed)} will not fit</span> : <Time at={one.last_call} /> },
            {
              title: 'Actions', hideTitle: true, cell: (one) => <div class="actions">
                {one.state === 'started' && <Act class="quiet" do={() => stop(one.campaign_id).then(list.again)} done={`${nameOf(one)} is stopped.`} label={`Stop ${nameOf(one)}`}>Stop</Act>}
                {one.state === 'stopped' && <Act class="quiet" do={() => start(one.campaign_id).then(list.again)} done={`${nameOf(one)} is started.`} label={`Start ${nameOf(one)}`}>Start</Act>}
                {one.campaign_name !== 'default' && <button type="button" class="quiet" aria-label={`Delete ${nameOf(one)}`} onClick={() => askDelete(one, list.again)}>Delete</button>}
              </div>,
            },
          ]} />
        </Panel>
      )}
      <Pager page={Math.min(page, pages - 1)} pages={pages} to={setPage} />
    </Page>
  );
}

const share = (one: Campaign) => one.counts.accepted === 0 ? 'no calls' : `${Math.floor(100 * (one.counts.accepted - one.summary.pending) / one.counts.accepted)} %`;

export function askDelete(one: Campaign, done: () => void) {
  confirm({
    title: `Delete ${nameOf(one)}?`, danger: true, yes: 'Delete',
    text: one.summary.pending > 0
      ? `Its ${plural(one.summary.pending, 'pending call')} will not be placed. Calls that go on now come to their end and are reported. This cannot be undone.`
      : 'Its calls can no longer be looked at here. This cannot be undone.',
    act: async () => {
      await ask(`/api/campaigns/${one.campaign_id}`, { method: 'DELETE' });
      tell(`${nameOf(one)} is deleted.`);
      done();
    },
  });
}

