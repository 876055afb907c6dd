import { useState } from 'preact/hooks';
import { ask, now } from '../api';
import { Chart } from '../chart';
import { easternDate, easternDayWords, number, plural } from '../format';
import { useLive } from '../live';
import { Fault, Loading, Page, Panel, Table } from '../ui';

type Figures = Record<'calls' | 'call_minutes' | 'transfers' | 'transfer_minutes' | 'transfer_rate' | 'average_call_length', Record<string, number>>;

interface Row {
  at: number;
  day: string;
  calls: number;
  call_minutes: number;
  transfers: number;
  average_call_length: number;
}

const compact = (day: string) => day.replaceAll('-', '');

export function VolumePage() {
  const [start, setStart] = useState(easternDate(now() - 29 * 86_400));
  const [end, setEnd] = useState(easternDate(now()));
  const [period, setPeriod] = useState('day');
  const path = `/api/volume/${compact(start)}/${compact(end)}/${period}/ALL`;
  const look = useLive(path, async (refresh, signal) => (await ask<Figures>(path, { refresh, signal })).data, 30);
  const rows: Row[] = Object.entries(look.data?.calls ?? {}).map(([at, calls]) => ({
    at: Number(at), day: easternDate(Number(at)), calls,
    call_minutes: look.data!.call_minutes[at] ?? 0, transfers: look.data!.transfers[at] ?? 0, average_call_length: look.data!.average_call_length[at] ?? 0,
  }));
  const total = rows.reduce((sum, row) => sum + row.calls, 0);
  return (
    <Page title="Volume" lead={look.data && `${plural(total, 'call')}, ${number(rows.reduce((sum, row) => sum + row.call_minutes, 0))} minutes`}
      actions={<a class="button" download={`volume-${start}-${end}.csv`} href={csv(rows, period)}>Download CSV</a>}>
      <div class="filters wide">
        <label>First day<input type="date" value={start} max={end} onChange={(event) => event.currentTarget.value && setStart(event.currentTarget.value)} /></label>
        <label>Last day<input type="date" value={end} min={start} onChange={(event) => event.currentTarget.value && setEnd(event.currentTarget.value)} /></label>
        <label>By<select value={period} onChange={(event) => setPeriod(event.currentTarget.value)}><option value="day">day</option><option value="week">week</option><option value="month">month</option></select></label>
      </div>
      {look.error && !look.data ? <Fault error={look.error} again={look.again} /> : !look.data ? <Loading what="the volume" /> : <>
        <Panel title={`Calls by ${period}`}><Chart label={`Calls by ${period}, ${plural(total, 'call')} in all`} unit={`calls a ${period}`} at={rows.map((row) => row.at)} series={[{ title: 'calls', kind: 'bars', values: rows.map((row) => row.calls) }]} /></Panel>
        <Panel flush><Table compact caption={`Volume by ${period}`} rows={[...rows].reverse()} id={(row) => row.at} columns={[
          { title: period === 'day' ? 'Day' : `${period === 'week' ? 'Week' : 'Month'} from`, main: true, cell: (row) => easternDayWords(row.at, now()) },
          { title: 'Calls', number: true, cell: (row) => number(row.calls) },
          { title: 'Minutes', number: true, cell: (row) => number(row.call_minutes) },
          { title: 'Average length', number: true, cell: (row) => `${number(row.average_call_length)} s` },
          { title: 'Transfers', number: true, cell: (row) => number(row.transfers) },
        ]} /></Panel>
      </>}
    </Page>
  );
}

const csv = (rows: Row[], period: string) => `data:text/csv;charset=utf-8,${encodeURIComponent(
  [`${period},calls,call_minutes,average_call_length,transfers`, ...rows.map((row) => [row.day, row.calls, row.call_minutes, row.average_call_length, row.transfers].join(','))].join('\r\n') + '\r\n')}`;
