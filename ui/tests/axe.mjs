// Opens every place in a real browser, with the real core behind it, in light, dark and at 200 % text, empty, full and
// failing, and holds each against checks.mjs; a console error, a failed or foreign request fails too. `node tests/axe.mjs
// [word]` runs only the scenes whose name holds the word. Pictures of all of them land in target/ui-shots.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { axe, contrast, names, overflow, reach } from './checks.mjs';
import { beginApp, closeApp, startHost } from './host.mjs';
import { countCalls, SCENES, watchCalls } from './scenes.mjs';

const at = (path) => fileURLToPath(new URL(path, import.meta.url));
const shots = at('../../target/ui-shots');
const only = process.argv[2] ?? '';
/** Where the clock of the host's worlds stands (tests/src/host/worlds.rs). */
const NOW = Date.parse('2026-11-23T20:30:00Z');
/** No language that is written from the right is there yet; the places are looked at as one would have them. */
const RIGHT_TO_LEFT =
  /^((today|journal|prepare|group|share|received)-full|share-contacts|settings|backups|help|lock|journal-(versions|versions-join|search|history))$/;
const LOOKS = [
  { look: 'light', settings: { theme: 'light' }, checks: [axe, names, overflow, reach] },
  // Nothing but the colours is other.
  { look: 'dark', settings: { theme: 'dark' }, checks: [contrast] },
  { look: 'large', settings: { theme: 'light', text_size: 200 }, checks: [axe, names, overflow, reach] },
  // Nothing but where things stand is other.
  { look: 'rtl', settings: { theme: 'light' }, checks: [overflow, reach], of: RIGHT_TO_LEFT },
];
let passed = 0;
let failed = 0;

function tell(name, complaints) {
  if (complaints.length) {
    failed++;
    console.log(`FAILED ${name}\n  ${[...new Set(complaints)].join('\n  ')}`);
  } else passed++;
}

/** How tests reach the core must never be packaged: nothing of it may be found in the real build. */
async function realBuild() {
  const root = at('../dist');
  if (!existsSync(root)) return [];
  const out = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|html|css)$/.test(entry.name)) continue;
    const text = await readFile(`${entry.parentPath}/${entry.name}`, 'utf8');
    if (text.includes('the test host')) out.push(`the test host in dist/${entry.name}`);
  }
  return out;
}

/**
 * The page's clock stands where the host's does, so that both agree about today. Playwright's own clock puts a script
 * into every frame, also into those that allow none, which the browser then complains of.
 */
function stopClock(now) {
  window.Date = class extends Date {
    constructor(...args) {
      super(...(args.length ? args : [now]));
    }
    static now() {
      return now;
    }
  };
}

/** A page that visits one scene after the other, and what it complains of while it does. */
async function openPage(browser) {
  const context = await browser.newContext({
    viewport: { width: 1240, height: 800 },
    timezoneId: 'Europe/London',
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const visitor = { page, app: '', complaints: [] };
  const complain = (text) => visitor.complaints.push(text);
  // A call that fails is answered with 422, which the browser logs.
  page.on('console', (m) => {
    if (m.type() === 'error' && !m.text().includes('status of 422')) complain(`console: ${m.text()}`);
  });
  page.on('pageerror', (e) => complain(`thrown: ${e.message}`));
  // A request that the page itself gave up, by going elsewhere, is no failure.
  page.on('requestfailed', (r) => {
    if (r.failure()?.errorText !== 'net::ERR_ABORTED') complain(`request failed: ${r.url().slice(0, 80)}`);
  });
  page.on('request', (r) => {
    if (!r.url().startsWith(visitor.app)) complain(`leaves this computer: ${r.url().slice(0, 80)}`);
  });
  watchCalls(page);
  return visitor;
}

async function visit(visitor, scene, { look, settings, checks }) {
  const { page } = visitor;
  const name = `${scene.name}-${look}`;
  const app = await beginApp(host.url, { world: 'story', ...scene.begin, ...settings });
  // What the former scene still says is not this one's.
  visitor.app = 'about:blank';
  await page.goto('about:blank');
  visitor.app = app;
  countCalls(page);
  const complaints = (visitor.complaints = []);
  try {
    await page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
    await page.goto(app);
    await page.evaluate(stopClock, NOW);
    if (look === 'rtl') await page.evaluate(() => (document.documentElement.dir = 'rtl'));
    await scene.go(page);
    await page.waitForTimeout(150);
    for (const check of checks) complaints.push(...(await check(page)));
  } catch (e) {
    complaints.push(`could not be reached: ${e.message.split('\n').slice(0, 4).join(' / ')}`);
  }
  await page.screenshot({ path: `${shots}/${name}.png` }).catch(() => {});
  // Calls that still hang are answered with 404 now, which the browser logs.
  visitor.complaints = [];
  await closeApp(app);
  tell(name, complaints);
}

await mkdir(shots, { recursive: true });
const host = await startHost();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
try {
  tell('the real build knows no test host', await realBuild());
  const visits = SCENES.filter((s) => s.name.includes(only)).flatMap((scene) =>
    LOOKS.filter((l) => (l.of ?? /./).test(scene.name) && (scene.looks?.includes(l.look) ?? true)).map((look) => ({
      scene,
      look,
    })),
  );
  const work = async () => {
    const visitor = await openPage(browser);
    for (let next = visits.shift(); next; next = visits.shift()) await visit(visitor, next.scene, next.look);
  };
  await Promise.all([work(), work(), work()]);
} finally {
  await browser.close();
  await host.stop();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed || !passed ? 1 : 0;
