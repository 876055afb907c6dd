// A customer's day at the console, against the service's own binary on the virtual clock, which this starts, kills and starts again.
'use strict';
const assert = require('node:assert/strict');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { launch, main, open, signIn } = require('./console.cjs');

let service;

/** Where results are posted to: what came is noted. */
async function receive() {
  const posts = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      if (request.method === 'POST') {
        posts.push(Object.fromEntries(new URLSearchParams(body)));
      }
      response.end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { posts, url: `http://127.0.0.1:${server.address().port}/result` };
}

async function start(order) {
  service = spawn('dotnet', [order.dll, ...order.arguments], { stdio: ['ignore', 'pipe', 'inherit'], cwd: order.folder });
  for await (const text of service.stdout) {
    if (String(text).includes('listens on')) {
      service.stdout.resume();
      return;
    }
  }
  throw new Error('The service ended at its start.');
}

async function kill() {
  service.kill('SIGKILL');
  await once(service, 'exit');
}

const button = (page, name) => page.getByRole('button', { name, exact: true });
const dialog = (page) => page.getByRole('dialog');
const told = (page, text) => page.locator('.toast').getByText(text).waitFor();
const go = async (page, place, title) => {
  await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: place, exact: true }).click();
  await page.getByRole('heading', { name: title ?? place, level: 1 }).waitFor();
};

async function run(order) {
  await start(order);
  const results = await receive();
  const browser = await launch(order);
  const page = await open(browser, order);

  // A wrong PIN, then the right one.
  await page.goto(order.url);
  await page.getByLabel('Login', { exact: true }).fill('demo');
  await page.getByLabel('PIN', { exact: true }).fill('9999');
  await button(page, 'Sign in').click();
  await page.getByRole('alert').getByText('The login or PIN is wrong.').waitFor();
  await signIn(page, order);

  // A schedule and a profile.
  await go(page, 'Schedules');
  await page.getByText('There are no schedules yet.').waitFor();
  await button(page, 'New schedule').click();
  await dialog(page).getByLabel('Name').fill('weekdays');
  await button(page, 'Save').click();
  await page.getByRole('rowheader', { name: 'weekdays' }).waitFor();
  await go(page, 'Profiles');
  await button(page, 'New profile').click();
  await dialog(page).getByLabel('Name').fill('gentle');
  await dialog(page).getByLabel('Calls in a period').fill('0');
  await dialog(page).evaluate((element) => { element.querySelector('form').noValidate = true; });
  await button(page, 'Save').click();
  await dialog(page).getByText('must be at least 1').first().waitFor();
  await dialog(page).getByLabel('Calls in a period').fill('2');
  await button(page, 'Save').click();
  await page.getByRole('rowheader', { name: 'gentle' }).waitFor();

  // A campaign: bad rows by line, then one that does not fit, then one that does.
  await go(page, 'New campaign');
  await page.getByLabel('Schedule', { exact: true }).selectOption({ label: 'weekdays: Mon, Tue, Wed, Thu, Fri' });
  await page.getByLabel('Profile', { exact: true }).selectOption({ index: 1 });
  await page.getByLabel('First day').fill('2026-11-23');
  await page.getByLabel('Last day').fill('2026-11-23');
  await page.getByLabel('Start URL').fill(`${order.url}outbound/hello.vxml`);
  await page.getByLabel('Result URL').fill(results.url);
  await page.getByLabel('Or paste numbers').fill('16175550101,first\n12,second\n');
  await page.getByText("Line 2: '12'").waitFor();
  const list = join(order.folder, 'numbers.csv');
  writeFileSync(list, Array.from({ length: 40 }, (_, i) => `1617555${String(1000 + i)},order-${i}\r\n`).join(''));
  await page.getByLabel(/^File/).setInputFiles(list);
  await page.getByText('Does not fit before the end of 2026-11-23: 8 calls would be left.').waitFor();
  await page.getByText('It needs 3 a period.').waitFor();
  await page.getByLabel('Last day').fill('2026-11-24');
  await page.getByText('All fit before the end of 2026-11-24.').waitFor();
  await page.getByLabel('Start it at once').uncheck();
  await button(page, 'Create campaign').click();
  await page.getByRole('heading', { name: /^Campaign \d+$/, level: 1 }).waitFor();
  const campaign = page.url();

  // Search a call, cancel it.
  await page.getByLabel('Search calls').fill('+1 617 555 1007');
  await page.getByText('Page').or(page.getByText('order-7', { exact: true })).first().waitFor();
  await page.getByRole('button', { name: /^Call \d+ to \+1 617 555 1007$/ }).click();
  await button(page, 'Cancel the call').click();
  await dialog(page).getByText('canceled', { exact: true }).waitFor();
  await button(page, 'Close').click();
  await dialog(page).waitFor({ state: 'detached' });
  await page.getByLabel('Search calls').fill('');

  // Start it, watch it dial and finish.
  await button(page, 'Start').click();
  await page.locator('.figures').getByText(/^Pending$/).waitFor();
  await page.waitForFunction(() => document.querySelector('.figures dd').textContent === '0');
  await page.locator('.page').getByText('finished').waitFor();
  await page.getByRole('img', { name: /Calls dialed in each minute: [1-9]/ }).waitFor();

  // What was posted of a call, and to whom; and once more.
  await page.getByLabel('Search calls').fill('order-3');
  await page.getByRole('button', { name: /^Call \d+ to \+1 617 555 1003$/ }).click();
  await dialog(page).getByText('delivered').waitFor();
  await dialog(page).getByText(results.url).waitFor();
  await dialog(page).getByText('What was posted').click();
  await dialog(page).getByText('message_reference').waitFor();
  const before = results.posts.filter((post) => post.message_reference === 'order-3').length;
  await button(page, 'Resend the result').click();
  await told(page, 'is posted again');
  await button(page, 'Close').click();
  await page.waitForFunction(() => !document.querySelector('dialog'));
  while (results.posts.filter((post) => post.message_reference === 'order-3').length <= before) {
    await new Promise((resolve) => setImmediate(resolve));
  }

  // A token, and with it a request that is built in the reference, sent, and answered.
  await go(page, 'Tokens');
  await button(page, 'New token').click();
  await dialog(page).getByLabel('Label').fill('from the console');
  await button(page, 'Make the token').click();
  const token = await page.getByLabel('Token', { exact: true }).textContent();
  await button(page, 'Done').click();
  await page.getByRole('link', { name: 'API reference' }).click();
  await page.getByPlaceholder('Token').first().fill(token);
  await page.getByRole('link', { name: /Create Schedule/ }).first().click();
  await page.getByRole('button', { name: /Test Request.*post \/api\/schedules/s }).click();
  await dialog(page).locator('.cm-content').fill('{"days":["sat"],"nickname":"saturdays"}');
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === 'POST'),
    page.getByRole('button', { name: /^Send/ }).first().click(),
  ]);
  assert.equal((await answer.request().allHeaders()).authorization, `Bearer ${token}`);
  await page.getByText('200 OK').first().waitFor();
  await page.goto(`${order.url}#/schedules`);
  await page.getByRole('rowheader', { name: 'saturdays' }).waitFor();

  // Both of the documents' forms, without the PIN once more.
  await go(page, 'Queue a call');
  await page.getByLabel('Phone number').fill('16175550123');
  await page.getByLabel('Start URL').fill(`${order.url}outbound/hello.vxml`);
  await button(page, 'Queue the call').click();
  await page.getByText(/^Call \d+ is queued/).waitFor();
  await go(page, 'Queue calls');
  await page.getByLabel('Campaign name').fill('by form');
  await page.getByLabel('List of numbers').setInputFiles(list);
  await page.getByLabel('Start URL').fill(`${order.url}outbound/hello.vxml`);
  await button(page, 'Queue the calls').click();
  await page.getByText('40 calls queued.').waitFor();

  // The service goes away and comes back: it is said, and heals by itself.
  await go(page, 'Campaigns');
  await page.getByRole('rowheader', { name: /by form/ }).waitFor();
  await kill();
  await page.getByRole('alert').getByText('The service does not answer.').waitFor();
  await page.getByRole('rowheader', { name: /by form/ }).waitFor();
  await start(order);
  await page.getByText('The service does not answer.').waitFor({ state: 'detached' });
  await page.getByRole('rowheader', { name: /by form/ }).waitFor();

  // Two tabs: what one does the other shows; who signs out in one is asked in the other, and goes on where he was. A copy of
  // the cookie is worth nothing then.
  const other = await page.context().newPage();
  await other.goto(campaign);
  await other.getByRole('heading', { name: /^Campaign \d+$/, level: 1 }).waitFor();
  await button(other, 'Delete').click();
  await dialog(other).getByRole('button', { name: 'Delete' }).click();
  await other.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
  await page.getByRole('rowheader', { name: /^Campaign \d+/ }).waitFor({ state: 'detached' });
  await go(page, 'Queue a call');
  await page.getByLabel('Phone number').fill('16175550199');
  const { name, value } = (await other.context().cookies()).find((cookie) => cookie.httpOnly);
  const copied = async () => (await fetch(`${order.url}api/session`, { headers: { Cookie: `${name}=${value}` } })).status;
  assert.equal(await copied(), 200);
  await button(other, 'Sign out').click();
  await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  assert.equal(await copied(), 401);
  await dialog(page).getByText('Your session has ended').waitFor();
  await dialog(page).getByLabel('PIN').fill('1234');
  await button(page, 'Sign in').click();
  await dialog(page).waitFor({ state: 'detached' });
  assert.equal(await page.getByLabel('Phone number').inputValue(), '16175550199');

  const troubles = page.troubles;
  await browser.close();
  return { troubles };
}

main(run, () => service?.kill('SIGKILL'));
