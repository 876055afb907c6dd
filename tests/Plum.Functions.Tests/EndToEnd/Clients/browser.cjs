// Fills in and sends one form of a page in Chromium, as a person does: fields by their labels, the form by its button.
// Reads one line of JSON from standard input, prints JSON; ends with its input, so that neither it nor the browser outlives its test.
'use strict';
const { chromium } = require('playwright-core');

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];

async function run(order) {
  const browser = await chromium.launch({ executablePath: order.chromium, headless: true, args: flags });
  try {
    const context = await browser.newContext({ javaScriptEnabled: order.scripts });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return await send(page, order);
  } finally {
    await browser.close();
  }
}

async function send(page, order) {
  const troubles = [];
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.location().url.endsWith('/favicon.ico')) {
      troubles.push(message.text());
    }
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  await page.goto(order.url);
  const button = page.getByRole('button', { name: order.button, exact: true });
  await fill(page.locator('form').filter({ has: button }), order);
  await page.screenshot({ path: order.screenshot, fullPage: true });
  const [answer] = await Promise.all([page.waitForResponse(isAnswer), button.click()]);
  return {
    troubles,
    unlabelled: order.unlabelled,
    sentAs: answer.request().headers()['content-type'],
    status: answer.status(),
    type: answer.headers()['content-type'],
    body: await answer.text(),
  };
}

async function fill(form, order) {
  for (const [label, value] of Object.entries(order.fields)) {
    await form.getByLabel(label, { exact: true }).fill(value);
  }
  for (const [label, file] of Object.entries(order.files)) {
    await form.getByLabel(label, { exact: true }).setInputFiles(file);
  }
  order.unlabelled = await form.locator('input:not([type=hidden]), select, textarea')
    .evaluateAll((inputs) => inputs.filter((input) => input.labels.length === 0).map((input) => input.name));
}

const isAnswer = (response) => response.request().isNavigationRequest() && response.request().method() === 'POST';

let input = '';
process.stdin.setEncoding('utf8');
process.stdin.on('end', () => process.exit(1));
process.stdin.on('data', (text) => {
  input += text;
  if (input.endsWith('\n')) {
    run(JSON.parse(input)).then(
      (result) => process.stdout.write(JSON.stringify(result), () => process.exit(0)),
      (error) => process.stderr.write(String(error.stack), () => process.exit(1)),
    );
  }
});
