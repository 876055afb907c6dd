// Opens the reference in Chromium, sends a request from it, and opens the link of an operation on a narrow screen.
// Reads one line of JSON from standard input, prints JSON. Requests to any other host are refused, and told.
'use strict';
const { chromium } = require('playwright-core');
const { readFileSync } = require('node:fs');

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];

async function run(order) {
  const browser = await chromium.launch({ executablePath: order.chromium, headless: true, args: flags });
  try {
    const told = { others: [], troubles: [] };
    const page = await open(browser, { width: 1400, height: 900 }, order, told);
    await page.goto(order.url);
    await page.getByPlaceholder('Token').first().fill(order.token);
    await page.getByRole('link', { name: /Create Schedule/ }).first().click();
    await page.waitForURL(/#/);
    told.link = page.url();
    await page.getByRole('button', { name: /Test Request.*post \/api\/schedules/s }).click();
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: /^Send/ }).first().click(),
    ]);
    told.status = answer.status();
    told.sent = answer.request().postData();
    told.kept = await page.evaluate((token) => JSON.stringify({ ...localStorage }).includes(token), order.token);
    await page.getByText('200 OK').first().waitFor();
    await page.screenshot({ path: `${order.pictures}/wide.png` });

    const narrow = await open(browser, { width: 360, height: 740 }, order, told);
    await narrow.goto(told.link);
    const heading = narrow.getByRole('heading', { name: 'Create Schedule' }).first();
    await heading.waitFor();
    await narrow.waitForFunction((node) => {
      const { top } = node.getBoundingClientRect();
      return top >= 0 && top < innerHeight;
    }, await heading.elementHandle());
    told.width = await narrow.evaluate(() => document.documentElement.scrollWidth);
    await narrow.screenshot({ path: `${order.pictures}/narrow.png` });
    return told;
  } finally {
    await browser.close();
  }
}

async function open(browser, viewport, order, told) {
  const page = await (await browser.newContext({ viewport })).newPage();
  page.setDefaultTimeout(30_000);
  page.on('console', (message) => message.type() === 'error' && told.troubles.push(message.text()));
  page.on('pageerror', (error) => told.troubles.push(String(error)));
  await page.context().route(
    (url) => url.protocol.startsWith('http') && url.host !== new URL(order.url).host,
    (route) => {
      told.others.push(route.request().url());
      return route.abort();
    },
  );
  return page;
}

run(JSON.parse(readFileSync(0, 'utf8'))).then(
  (told) => process.stdout.write(JSON.stringify(told)),
  (error) => {
    process.stderr.write(String(error.stack));
    process.exitCode = 1;
  },
);
