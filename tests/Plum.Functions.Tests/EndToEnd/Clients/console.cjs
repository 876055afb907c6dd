// What the scripts that drive the console in Chromium have in common.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { chromium } = require('playwright-core');

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];

const launch = (order) => chromium.launch({ executablePath: order.chromium, headless: true, args: flags });

/** A page that notes what goes wrong on it and whom it asks beside the service. */
async function open(browser, order) {
  return openIn(await browser.newContext({ locale: 'en-US', timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } }), order);
}

/** Another page of who is signed in. */
async function openIn(context, order) {
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  page.troubles = [];
  page.on('console', (message) => {
    // The browser itself notes each answer that is no success; the console shows those to its user.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      page.troubles.push(message.text());
    }
  });
  page.on('pageerror', (error) => page.troubles.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.origin !== new URL(order.url).origin) {
      page.troubles.push(`asks ${url.origin}`);
    }
  });
  return page;
}

async function signIn(page, order, login = 'demo', pin = '1234') {
  await page.goto(order.url);
  await page.getByLabel('Login', { exact: true }).fill(login);
  await page.getByLabel('PIN', { exact: true }).fill(pin);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
}

/** Until nothing loads any more, and what is there has been drawn. */
async function settle(page) {
  await page.waitForFunction(() => !document.querySelector('.loading') && document.fonts.status === 'loaded');
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
}

/** What axe finds, and whether anything is wider than the screen. */
async function check(page, name) {
  if (!await page.evaluate(() => 'axe' in globalThis)) {
    await page.evaluate(axe);
  }
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  for (const violation of found.violations) {
    page.troubles.push(`${name}: ${violation.id}: ${violation.nodes.slice(0, 3).map((node) => `${node.target} ${node.failureSummary}`).join(' | ')}`);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) {
    page.troubles.push(`${name}: ${wide} px wider than the screen`);
  }
}

/** Where pictures are wanted. */
const picture = (page, order, name, fullPage = true) => order.pictures && page.screenshot({ path: join(order.pictures, `${name}.png`), fullPage });

/** Reads the order, one line of JSON, runs, prints JSON; ends with its input, so that nothing outlives its test. */
function main(run, end = () => undefined) {
  let input = '';
  process.stdin.setEncoding('utf8');
  process.stdin.on('end', () => {
    end();
    process.exit(1);
  });
  process.stdin.on('data', (text) => {
    input += text;
    if (input.endsWith('\n')) {
      run(JSON.parse(input)).finally(end).then(
        (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
        (error) => process.stderr.write(String(error.stack), () => process.exit(1)),
      );
    }
  });
}

module.exports = { check, launch, main, open, openIn, picture, settle, signIn };
