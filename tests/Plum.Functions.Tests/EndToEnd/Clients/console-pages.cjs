// Looks at every page of the console: light and dark, wide and on a telephone. Each is examined by axe and photographed.
'use strict';
const { check, launch, main, open, openIn, picture, settle, signIn } = require('./console.cjs');

const looks = [
  { name: 'light-wide', colorScheme: 'light', viewport: { width: 1280, height: 900 } },
  { name: 'dark-wide', colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
  { name: 'light-360', colorScheme: 'light', viewport: { width: 360, height: 740 } },
  { name: 'dark-360', colorScheme: 'dark', viewport: { width: 360, height: 740 } },
];

const pages = (order) => [
  ['campaigns', 'campaigns', 'Campaigns'],
  ['campaign', `campaigns/${order.running}`, `Campaign ${order.running}`],
  ['campaign-late', `campaigns/${order.late}`, `Campaign ${order.late}`],
  ['campaign-default', 'campaigns/default', 'Single calls'],
  ['campaign-missing', 'campaigns/99999', 'Campaign 99999'],
  ['new', 'campaigns/new', 'New campaign'],
  ['edit', `campaigns/${order.late}/edit`, `Edit Campaign ${order.late}`],
  ['call', 'call', 'Queue a call'],
  ['calls', 'calls', 'Queue calls'],
  ['schedules', 'schedules', 'Schedules'],
  ['profiles', 'profiles', 'Profiles'],
  ['volume', 'volume', 'Volume'],
  ['tokens', 'tokens', 'Tokens'],
  ['audit', 'audit', 'Audit'],
  ['senders', 'senders', 'Senders'],
  ['nowhere', 'nowhere', 'There is nothing here'],
];

const dialogs = [
  ['call-dialog', (order) => `campaigns/${order.running}`, (page) => page.getByRole('button', { name: /^Call \d+ to/ }).first()],
  ['post-dialog', () => 'campaigns/default', (page) => page.getByRole('button', { name: /^Call \d+ to/ }).first()],
  ['add-dialog', (order) => `campaigns/${order.running}`, (page) => page.getByRole('button', { name: 'Add numbers' })],
  ['delete-dialog', (order) => `campaigns/${order.running}`, (page) => page.getByRole('button', { name: 'Delete', exact: true })],
  ['schedule-dialog', () => 'schedules', (page) => page.getByRole('button', { name: 'New schedule' })],
  ['profile-dialog', () => 'profiles', (page) => page.getByRole('button', { name: 'New profile' })],
  ['token-dialog', () => 'tokens', (page) => page.getByRole('button', { name: 'New token' })],
  ['sender-dialog', () => 'senders', (page) => page.getByRole('button', { name: 'New sender' })],
];

/** From the top of the page by keys alone: what has the focus shows it, and Enter goes there. */
async function keyboard(page, look) {
  await page.setViewportSize(look.viewport);
  await page.emulateMedia({ colorScheme: look.colorScheme });
  await page.goto(`${new URL(page.url()).origin}/#/campaigns`);
  await page.getByRole('heading', { name: 'Campaigns', level: 1 }).waitFor();
  await page.evaluate(() => document.activeElement.blur());
  const press = async (name) => {
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab');
      const [label, outline] = await page.evaluate(() => [document.activeElement.textContent, getComputedStyle(document.activeElement).outlineStyle]);
      if (outline === 'none' && await page.evaluate(() => document.activeElement !== document.body)) { // behind the last comes the first
        page.troubles.push(`${look.name}: the focus on '${label}' does not show`);
      }
      if (label === name) {
        await page.keyboard.press('Enter');
        return;
      }
    }
    page.troubles.push(`${look.name}: Tab does not come to '${name}'`);
  };
  if (look.viewport.width < 1000) {
    await press('Menu');
  }
  await press('Schedules');
  await page.getByRole('heading', { name: 'Schedules', level: 1 }).waitFor();
}

/** Suspend all says how far it is, and ends when it is asked to. The first request is held until then. */
async function breakOff(page, order) {
  await page.setViewportSize(looks[0].viewport);
  await page.goto(`${order.url}#/campaigns`);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route('**/api/campaigns/stop', async (route) => {
    await held;
    await route.fulfill({ json: { status: 'success' } });
  });
  await page.getByRole('button', { name: 'Suspend all' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Suspend all' }).click();
  await page.getByRole('dialog').getByText('0 of 3').waitFor();
  await check(page, 'suspending');
  await page.getByRole('button', { name: 'Break off' }).click();
  release();
  await page.locator('.toast').getByText('Broken off: 1 of 3 campaigns suspended.').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.unroute('**/api/campaigns/stop');
}

/** What stays on the screen in each look: it is loaded once, and shown in another size and color. */
async function inEveryLook(page, name, take) {
  await page.mouse.move(0, 0); // nothing is pointed at
  for (const look of looks) {
    await page.emulateMedia({ colorScheme: look.colorScheme });
    await page.setViewportSize(look.viewport);
    await settle(page);
    await check(page, `${name} ${look.name}`);
    await take(`${name}-${look.name}`, look);
  }
}

async function visit(page, order, [name, place, title]) {
  await page.goto(`${order.url}#/${place}`);
  await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
  await inEveryLook(page, name, async (file, look) => {
    await picture(page, order, file);
    if (look.viewport.width > 1000) {
      await picture(page, order, `top-${file}`, false);
    }
  });
}

async function visitDialog(page, order, [name, place, button]) {
  await page.goto(`${order.url}#/${place(order)}`);
  await button(page).click();
  await page.getByRole('dialog').waitFor();
  if (name === 'post-dialog') {
    await page.getByText('What was posted').click();
  }
  await inEveryLook(page, name, (file) => picture(page, order, file, false));
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

async function run(order) {
  const browser = await launch(order);
  const page = await open(browser, order);
  await page.goto(order.url);
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await inEveryLook(page, 'sign-in', (file) => picture(page, order, file));
  await signIn(page, order, 'boss', '97531');
  const other = await openIn(page.context(), order);
  const work = [
    ...pages(order).map((one) => (tab) => visit(tab, order, one)),
    ...dialogs.map((one) => (tab) => visitDialog(tab, order, one)),
    ...looks.map((look) => (tab) => keyboard(tab, look)),
    (tab) => breakOff(tab, order),
  ];
  await Promise.all([page, other].map(async (tab) => {
    for (let next = work.shift(); next; next = work.shift()) {
      await next(tab);
    }
  }));
  const troubles = [...page.troubles, ...other.troubles];
  await browser.close();
  return { troubles };
}

main(run);
