// Looks at every page of the console: light and dark, wide and on a telephone. Each is examined by axe and photographed.
'use strict';
const { check, launch, main, open, picture, signIn } = require('./console.cjs');

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
  ['add-dialog', (order) => `campaigns/${order.running}`, (page) => page.getByRole('button', { name: 'Add numbers' })],
  ['delete-dialog', (order) => `campaigns/${order.running}`, (page) => page.getByRole('button', { name: 'Delete', exact: true })],
  ['schedule-dialog', () => 'schedules', (page) => page.getByRole('button', { name: 'New schedule' })],
  ['profile-dialog', () => 'profiles', (page) => page.getByRole('button', { name: 'New profile' })],
  ['token-dialog', () => 'tokens', (page) => page.getByRole('button', { name: 'New token' })],
  ['sender-dialog', () => 'senders', (page) => page.getByRole('button', { name: 'New sender' })],
];

async function settle(page) {
  await page.waitForFunction(() => !document.querySelector('.loading'));
  await page.evaluate(() => document.fonts.ready);
}

/** From the top of the page by keys alone: what has the focus shows it, and Enter goes there. */
async function keyboard(page, look) {
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

async function run(order) {
  const browser = await launch(order);
  const troubles = [];
  for (const look of looks) {
    const page = await open(browser, order, look);
    await page.goto(order.url);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.evaluate(() => document.fonts.ready);
    await check(page, `sign-in ${look.name}`);
    await picture(page, order, `sign-in-${look.name}`);
    await signIn(page, order, 'boss', '97531');
    for (const [name, place, title] of pages(order)) {
      await page.goto(`${order.url}#/${place}`);
      await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
      await settle(page);
      await check(page, `${name} ${look.name}`);
      await picture(page, order, `${name}-${look.name}`);
      if (look.viewport.width > 1000) {
        await page.screenshot({ path: `${order.folder}/top-${name}-${look.name}.png` });
      }
    }
    await keyboard(page, look);
    for (const [name, place, button] of dialogs) {
      await page.goto(`${order.url}#/${place(order)}`);
      await button(page).click();
      await page.getByRole('dialog').waitFor();
      await settle(page);
      await check(page, `${name} ${look.name}`);
      await page.screenshot({ path: `${order.folder}/${name}-${look.name}.png` });
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    troubles.push(...page.troubles);
    await page.context().close();
  }
  await browser.close();
  return { troubles };
}

main(run);
