import { ask, nextPage } from '../api';
import { useLive } from '../live';
import { CursorPager, Empty, Fault, Loading, Nothing, Page, Panel, sentence, Table, Time, useCursor } from '../ui';

interface Entry {
  sequence: number;
  at: string;
  by: string;
  action: string;
  what: string;
  changes: unknown;
}

export function Audit() {
  const cursor = useCursor();
  const path = cursor.path ?? '/api/audit?limit=50';
  const list = useLive(`audit ${path}`, async (refresh, signal) => {
    const reply = await ask<Entry[]>(path, { refresh, signal });
    return { entries: reply.data, next: nextPage(reply.headers) };
  }, 10);
  return (
    <Page title="Audit" lead="Who changed what, and when; the newest first.">
      {list.error && !list.data ? <Fault error={list.error} again={list.again} /> : !list.data ? <Loading what="the log" /> : list.data.entries.length === 0
        ? <Panel><Empty title="Nothing has been changed yet." /></Panel>
        : <Panel flush><Table caption="Changes" rows={list.data.entries} id={(entry) => entry.sequence} columns={[
          { title: 'When', cell: (entry) => <Time at={entry.at} /> },
          { title: 'What', main: true, cell: (entry) => sentence(`${entry.what} ${entry.action}`) },
          { title: 'By', cell: (entry) => entry.by },
          { title: 'Changes', whole: true, cell: (entry) => <Changes of={entry.changes} /> },
        ]} /></Panel>}
      <CursorPager cursor={cursor} next={list.data?.next ?? null} />
    </Page>
  );
}

function Changes({ of }: { of: unknown }) {
  const changes = Object.entries((of ?? {}) as Record<string, unknown>);
  return changes.length === 0 ? <Nothing /> : (
    <details><summary>{changes.length === 1 ? '1 field' : `${changes.length} fields`}</summary>
      <dl class="facts">{changes.map(([field, change]) => <><dt>{field}</dt><dd><code>{Array.isArray(change) ? change.map((one) => JSON.stringify(one)).join(' → ') : JSON.stringify(change)}</code></dd></>)}</dl>
    </details>
  );
}
