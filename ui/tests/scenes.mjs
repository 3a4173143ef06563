// Which screens are looked at, and how to get there from the start. The state each app begins in is explained in
// tests/src/host/begin.rs.

import { PASSPHRASE } from './host.mjs';

const calls = new WeakMap();
/** Begins to count anew which calls of a page were not answered yet. */
export const countCalls = (page) => void calls.set(page, 0);
export function watchCalls(page) {
  const isCall = (request) => request.method() === 'POST';
  const count = (by) => (request) => isCall(request) && calls.set(page, calls.get(page) + by);
  page.on('request', count(1));
  page.on('requestfinished', count(-1));
  page.on('requestfailed', count(-1));
}
/** What the place asked the core is there, so that nothing is pushed away just as it is pressed. Some never answer. */
async function answered(page) {
  for (let left = 40; left > 0 && calls.get(page) > 0; left--) await page.waitForTimeout(25);
}

const place = (name) => async (page) => {
  const button = page.getByRole('navigation').getByRole('button', { name, exact: true });
  await button.waitFor();
  await answered(page);
  await button.click();
  await page.locator('main h1, main [role=alert], main [role=status]').first().waitFor();
};
const then =
  (first, ...more) =>
  async (page) => {
    await first(page);
    for (const step of more) await step(page);
  };
const press =
  (name, role = 'button') =>
  async (page) => {
    const pressed = page.getByRole(role, { name, exact: typeof name === 'string' }).first();
    await pressed.waitFor();
    await answered(page);
    await pressed.click();
  };
const check = (name) => (page) => page.getByRole('checkbox', { name }).first().check();
const fill = (label, text) => (page) => page.getByLabel(label).first().fill(text);
/** It is there, and nobody has to scroll for it. */
const see = (text) => async (page) => {
  const found = page.getByText(text).first();
  await found.waitFor();
  await inSight(found, text);
};
/** It is there, further down the page. */
const find = (text) => async (page) => {
  const found = page.getByText(text).first();
  await found.waitFor();
  await found.evaluate((el) => el.scrollIntoView({ block: 'center' }));
};
async function inSight(found, text) {
  for (let left = 10; ; left--) {
    const { top, bottom, height } = await found.evaluate((el) => {
      const { top, bottom } = el.getBoundingClientRect();
      return { top, bottom, height: window.innerHeight };
    });
    if (top >= 0 && (bottom <= height + 1 || (top < height / 2 && bottom > height))) return;
    if (left === 0) throw new Error(`out of sight: ${text} is from ${top} to ${bottom}, of ${height}`);
    await found.page().waitForTimeout(100);
  }
}
/** The card of this name is looked at. */
const show = (name) => (page) =>
  page
    .getByRole('heading', { name, exact: true })
    .first()
    .evaluate((heading) => heading.scrollIntoView({ block: 'start' }));
/** The suggestion comes from the core: what is pressed before it is there finds an empty field. */
const suggest = async (page) => {
  await press('Suggest one')(page);
  await page
    .getByText(/Seven words/)
    .first()
    .waitFor();
};
const scene = (name, begin, go, looks = null) => ({ name, begin, go, looks });

const locked = { locked: true };
const empty = { world: 'empty' };
const therapist = { world: 'therapist' };
/** These calls fail with a code. */
const fail = (code, ...calls) => ({ inject: Object.fromEntries(calls.map((call) => [call, code])) });
/** Every call that a place begins with. */
const LISTS =
  'today captured_list reflection_list reflection_read calendar tags group_list person_list preparation contact_list ' +
  'my_card share_log received_list received_log slot_list keychain backup_status';
const failing = fail('unexpected', ...LISTS.split(' '));
const keepTheSheet = (page) => page.getByRole('radio', { name: 'Keep the sheet I have' }).check();

/** The first answer of a slow core takes this long. */
const wait = () => (page) => page.getByRole('navigation', { name: 'Places' }).waitFor({ timeout: 10_000 });

/** Empty, full, failing and (once) still loading, for one place. */
const three = (name, label, full = see(label), begin = {}) => [
  scene(`${name}-full`, begin, then(place(label), full)),
  scene(`${name}-empty`, empty, place(label)),
  scene(`${name}-failing`, failing, place(label)),
  scene(
    `${name}-loading`,
    { slow: 3000 },
    then(
      wait(label),
      (page) => page.getByRole('navigation', { name: 'Places' }).getByRole('button', { name: label }).click(),
      (page) => page.locator('main [role=status]').first().waitFor(),
    ),
    ['light'],
  ),
];

export const SCENES = [
  scene('first-run', { world: 'new' }, async (page) => {
    await page.locator('h1').waitFor();
  }),
  scene('lock', locked, async (page) => {
    await page.getByLabel('Passphrase').waitFor();
  }),
  scene('lock-help', locked, then(press('Help now'), see(/999/))),
  scene('lock-recovery', locked, then(press('Use my recovery sheet instead'), find(/keeps nothing of it/))),
  scene(
    'lock-photo-none',
    { locked: true, ...fail('photo_no_code', 'unlock_photo') },
    then(press('Use my recovery sheet instead'), press('Use a photo of the code…'), see(/No recovery code was found/)),
  ),
  scene(
    'lock-damaged',
    { locked: true, damage: 'file' },
    then(fill('Passphrase', PASSPHRASE), press('Unlock'), find(/writes nothing to the damaged file/)),
  ),
  scene('lock-keychain', { locked: true, keychain: 'on' }, see('Unlock with the keychain')),
  scene(
    'lock-keychain-asking',
    { locked: true, keychain: 'on', hang: ['keychain_unlock'] },
    then(press('Unlock with the keychain'), see(/may want its password/)),
  ),
  scene(
    'lock-keychain-missing',
    { locked: true, keychain: 'on', ...fail('keychain_missing', 'keychain_unlock') },
    then(press('Unlock with the keychain'), see(/no longer in this computer/)),
  ),
  scene('lock-keychain-due', { locked: true, keychain: 'due' }, see(/more than two weeks/)),
  scene(
    'lock-covered',
    fail('disk_full', 'draft_save'),
    then(
      fill('Title', 'A word for nobody'),
      (page) => page.evaluate(() => window.dispatchEvent(new window.Event('sotto-leave'))),
      press('Show my journal'),
      see('No passphrase was typed'),
    ),
  ),
  scene('reading', { damage: { records: 3 } }, see('This journal can only be read')),
  scene('reading-journal', { damage: { records: 1 } }, then(place('Journal'), see(/One record in it cannot be read/))),
  scene(
    'reading-saved',
    { damage: 'manifest' },
    then(place('Journal'), press('Save what is undamaged…'), see(/found whole/)),
  ),
  scene(
    'reading-not-saved',
    { damage: { records: 3 }, ...fail('file_disk_full', 'recovered_save') },
    then(press('Save what is undamaged…'), see(/No file was made/)),
  ),
  scene('reading-folder', { write_protected: true }, see(/cannot be written to/)),
  scene(
    'reading-refused',
    { damage: { records: 3 } },
    then(place('Group'), press('Edit Maya'), press('Save'), see(/open for reading only/)),
  ),
  scene('stopped', fail('tampered', 'journal_ready'), see('The journal did not pass its check')),
  ...three('today', 'Today'),
  ...three('journal', 'Journal'),
  scene(
    'journal-versions',
    {},
    then(place('Journal'), press(/Four, seven, eight/), see(/written on two computers. Both versions/)),
  ),
  scene(
    'journal-versions-join',
    {},
    then(
      place('Journal'),
      press(/Four, seven, eight/),
      press('See both versions'),
      find(/in the stairwell/),
      see('Put one under the other'),
    ),
  ),

  scene('journal-history', {}, then(place('Journal'), press(/Four, seven, eight/), press('History'), see(/^Latest/))),
  scene('journal-edit', {}, then(place('Journal'), press(/Dad, on a Saturday/), press('Edit'), find('Done'))),
  scene(
    'journal-search',
    {},
    then(place('Journal'), fill('Search', 'brother silence'), press(/What I didn’t say/), find(/wanted to tell her/)),
  ),
  scene('journal-search-none', {}, then(place('Journal'), fill('Search', 'zeppelin'), see(/No reflection has all/))),
  scene(
    'reading-versions',
    { write_protected: true },
    then(place('Journal'), press(/Four, seven, eight/), press('See both versions'), find(/in the stairwell/)),
  ),

  ...three('prepare', 'Prepare', see('That happened to me too')),
  scene('prepare-write', {}, then(place('Prepare'), press('Write something new'), see('In a few words'))),
  scene(
    'prepare-wrong',
    {},
    then(place('Prepare'), press('Write something new'), press('Keep this'), see(/Give it a few words/)),
  ),
  scene(
    'prepare-disk-full',
    fail('disk_full', 'bring_save'),
    then(
      place('Prepare'),
      press('Write something new'),
      fill('In a few words', 'Leaving on time'),
      press('Keep this'),
      see(/disk is full/),
    ),
  ),
  scene('prepare-remove', {}, then(place('Prepare'), press(/^Remove “That/), see(/stays in your journal/))),

  ...three('group', 'Group', see('Every Thursday at 18:30')),
  scene('group-form', {}, then(place('Group'), press('Add a group'), press('Save'), see(/Give the group a name/))),
  scene(
    'group-person',
    fail('read_only', 'person_save'),
    then(place('Group'), press('Edit Maya'), press('Save'), see(/may not write/)),
  ),
  scene('group-remove', {}, then(place('Group'), press('Remove Dad'), see(/no longer replaced/))),

  ...three(
    'share',
    'Share',
    then(check('Dr Okafor'), check(/What I’ll bring/), check(/Mood/), find(/Names are removed/)),
  ),
  scene('share-start', {}, then(place('Share'), find(/The page appears here/))),
  scene(
    'share-names',
    {},
    then(
      place('Share'),
      check('Dr Okafor'),
      check(/bring/),
      find('Maya'),
      press('Choose reflections…'),
      fill('Find a reflection', 'gutter'),
      see('Sat 21 Nov 2026'),
      check(/Dad, on a Saturday/),
      press(/^Done/),
      (page) => page.locator('fieldset').filter({ hasText: 'Dad' }).getByLabel('leave as is').check(),
    ),
  ),
  scene('share-picker', {}, then(place('Share'), press('Choose reflections…'), find('Four, seven, eight'))),
  scene('share-unverified', {}, then(place('Share'), check('Sam'), check(/Mood/), find(/You have not compared/))),
  scene(
    'share-stale',
    { slow: 1200 },
    then(
      place('Share'),
      check('Dr Okafor'),
      check(/Mood/),
      (page) => page.locator('iframe').waitFor(),
      check(/What I’ll bring/),
      find('Making the page…'),
    ),
  ),
  scene(
    'share-sealed',
    {},
    then(
      place('Share'),
      check('Dr Okafor'),
      check(/Mood/),
      find(/Exactly this stays/),
      press('Seal and save…'),
      see('Sealed and saved'),
    ),
  ),
  scene(
    'share-seal-failed',
    fail('disk_full', 'share_seal'),
    then(place('Share'), check('Dr Okafor'), check(/Mood/), press('Seal and save…'), see(/disk is full/)),
  ),
  scene(
    'share-no-page',
    fail('vault_damaged', 'share_preview'),
    then(place('Share'), check('Dr Okafor'), check(/Mood/), see(/damaged/)),
  ),
  scene('share-left', {}, then(place('Share'), press('What has left'), see(/Everything that was ever sealed/))),
  scene('share-left-page', {}, then(place('Share'), press('What has left'), press(/^See the page sealed on Wed.*18/))),
  scene('share-left-empty', empty, then(place('Share'), press('What has left'), see('Nothing has left'))),
  scene('share-contacts', {}, then(place('Share'), press('Contacts'), find('My card'))),
  scene(
    'share-contacts-empty',
    empty,
    then(place('Share'), press('Contacts'), press('Make my card'), press('Add this card'), see(/Paste the card first/)),
  ),
  scene(
    'share-card-unreadable',
    {},
    then(
      place('Share'),
      press('Contacts'),
      fill('Paste the card here', 'hello'),
      press('Add this card'),
      see(/not a contact card/),
    ),
  ),
  scene(
    'share-compare',
    {},
    then(place('Share'), press('Contacts'), press('Compare words with Sam'), find(/they match/)),
  ),
  scene(
    'share-differ',
    {},
    then(
      place('Share'),
      press('Contacts'),
      press('Compare words with Maya'),
      press('They differ'),
      see(/Do not share/),
    ),
  ),

  ...three('received', 'Received', see('The visit'), therapist),
  scene(
    'received-opened',
    { ...therapist, choose: ['priya.age'] },
    then(place('Received'), press('Open shared files…'), see(/You have not compared words with Priya/)),
  ),
  scene(
    'received-refused',
    { ...therapist, ...fail('share_forged', 'received_open') },
    then(place('Received'), press('Open shared files…'), see(/does not come from the person/)),
  ),

  scene('settings', {}, then(place('Settings'), see('How it looks'))),
  scene(
    'settings-passphrase',
    {},
    then(
      place('Settings'),
      press('Change the passphrase…'),
      fill('Passphrase now', 'wrong'),
      suggest,
      press('Change the passphrase'),
      see(/not the passphrase/),
    ),
  ),
  scene('settings-ways', fail('unexpected', 'slot_list'), then(place('Settings'), find(/did not expect/))),
  scene(
    'settings-add',
    {},
    then(
      place('Settings'),
      press('Add a passphrase…'),
      fill('Passphrase now', 'wrong'),
      suggest,
      press('Add this passphrase'),
      see(/not the passphrase/),
    ),
  ),
  scene(
    'settings-remove',
    {},
    then(place('Settings'), press('Remove: Recovery sheet'), see(/will no longer open this journal/)),
  ),
  scene(
    'settings-keychain',
    {},
    then(
      place('Settings'),
      press('Unlock with this computer’s keychain…'),
      fill('Passphrase now', 'wrong'),
      press('Turn the keychain on'),
      see(/not the passphrase/),
      show('Ways to unlock'),
    ),
  ),
  scene(
    'settings-keychain-on',
    { keychain: 'on' },
    then(place('Settings'), find('This computer’s keychain'), show('Ways to unlock')),
  ),
  scene(
    'settings-keychain-off',
    { keychain: 'on' },
    then(place('Settings'), press('Turn off: This computer’s keychain'), see(/as before/)),
  ),
  scene(
    'settings-keychain-none',
    { keychain: 'absent' },
    then(place('Settings'), find(/offers no keychain/), show('Ways to unlock')),
  ),
  scene(
    'settings-new-sheet',
    {},
    then(
      place('Settings'),
      press('Make a new recovery sheet…'),
      fill('Passphrase now', PASSPHRASE),
      press('Show the new sheet'),
      press('Save as PDF…'),
      see(/Saved as/),
    ),
  ),
  scene(
    'settings-read-back',
    {},
    then(
      place('Settings'),
      press('Make a new recovery sheet…'),
      fill('Passphrase now', PASSPHRASE),
      press('Show the new sheet'),
      press('I have it on paper'),
      press('Use this sheet from now on'),
      see(/not the words/),
    ),
  ),
  scene('rekey', {}, then(place('Settings'), press('Replace all keys…'), see('What happens'))),
  scene(
    'rekey-under-way',
    { ...therapist, hold: 'rekey' },
    then(
      place('Settings'),
      press('Replace all keys…'),
      fill('Passphrase now', PASSPHRASE),
      suggest,
      keepTheSheet,
      press('Replace all keys'),
      see(/Sealing everything anew/),
    ),
  ),
  scene(
    'rekey-waiting',
    {},
    then(
      place('Settings'),
      press('Replace all keys…'),
      fill('Passphrase now', PASSPHRASE),
      suggest,
      keepTheSheet,
      press('Replace all keys'),
      see(/still waiting/),
    ),
  ),
  scene(
    'rekey-done',
    empty,
    then(
      place('Settings'),
      press('Replace all keys…'),
      fill('Passphrase now', PASSPHRASE),
      suggest,
      keepTheSheet,
      press('Replace all keys'),
      see('All keys are replaced'),
    ),
  ),
  scene('settings-checked', {}, then(place('Settings'), press('Check everything'), see(/All is well/))),
  scene(
    'settings-checking',
    { hold: 'check' },
    then(place('Settings'), press('Check everything'), see(/of \d+ records/)),
    ['light'],
  ),
  scene(
    'settings-check-failed',
    fail('vault_damaged', 'verify'),
    then(place('Settings'), press('Check everything'), see(/Part of the journal file is damaged/)),
  ),
  scene(
    'settings-read-only',
    fail('read_only', 'settings_save'),
    then(
      place('Settings'),
      (page) => page.getByLabel('Lock when nothing happens for').selectOption('10'),
      see(/Not saved/),
    ),
  ),

  scene('backups', {}, then(place('Settings'), find(/opened and checked/), show('Backups'))),
  scene('backups-none', { backups: 'none' }, then(place('Settings'), find('Choose a folder…'), show('Backups'))),
  scene('backups-away', { backups: 'away' }, then(place('Settings'), find(/not plugged in/), show('Backups'))),
  scene(
    'backups-damaged',
    { backups: 'damaged' },
    then(place('Settings'), see(/did not open when it was tried/), show('Backups')),
  ),
  scene(
    'backups-failed',
    fail('file_disk_full', 'backup_now'),
    then(place('Settings'), press('Back up now'), see(/that disk is full/), show('Backups')),
  ),
  scene('backups-running', { backups: 'running' }, then(place('Settings'), see(/Making a backup/), show('Backups')), [
    'light',
  ]),
  scene(
    'backups-under-way',
    { hold: 'backup' },
    then(place('Settings'), press('Back up now'), see(/Copying/), show('Backups')),
  ),
  scene(
    'backups-stopped',
    { hold: 'backup' },
    then(
      place('Settings'),
      press('Back up now'),
      see(/Copying/),
      press('Cancel'),
      see(/Stopped, as you asked/),
      show('Backups'),
    ),
    ['light'],
  ),
  scene(
    'backups-unread',
    fail('unexpected', 'backup_status'),
    then(place('Settings'), see(/did not expect/), show('Backups')),
    ['light'],
  ),
  scene('backups-stop', {}, then(place('Settings'), press('Stop backing up'), see(/can still be restored/))),
  scene(
    'backups-delete',
    {},
    then(place('Journal'), press(/Four, seven, eight/), press('Delete this reflection'), see(/up to 12 months/)),
  ),
  scene(
    'backups-delete-later',
    { backups: 'away' },
    then(
      place('Journal'),
      press(/Four, seven, eight/),
      press('Delete this reflection'),
      check(/Also delete/),
      (page) => page.getByRole('dialog').getByRole('button', { name: 'Delete this reflection' }).click(),
      see(/deletes them by itself/),
    ),
  ),

  scene('restore', locked, then(press('Restore a backup…'), press(/Sun 22 Nov/, 'radio'))),
  scene(
    'restore-shared',
    { locked: true, backups: 'shared' },
    then(
      press('Restore a backup…'),
      press('Show 2 of another journal'),
      press(/2026-11-20/, 'radio'),
      see(/This backup is of another journal/),
    ),
  ),
  scene(
    'restore-others',
    { locked: true, backups: 'others' },
    then(press('Restore a backup…'), see('Of another journal')),
    ['light'],
  ),
  scene('restore-none', { locked: true, backups: 'none' }, then(press('Restore a backup…'), see('Which backup'))),
  scene('restore-away', { locked: true, backups: 'away' }, then(press('Restore a backup…'), see(/not plugged in/))),
  scene(
    'restore-wrong',
    locked,
    then(
      press('Restore a backup…'),
      press(/Sun 22 Nov/, 'radio'),
      fill('Passphrase of the backup', 'wrong'),
      press('Restore this backup'),
      see(/not the passphrase/),
    ),
  ),
  scene(
    'restore-damaged',
    { locked: true, backups: 'damaged' },
    then(
      press('Restore a backup…'),
      press(/Mon 23 Nov/, 'radio'),
      fill('Passphrase of the backup', PASSPHRASE),
      press('Restore this backup'),
      see(/This backup is damaged/),
    ),
  ),
  scene(
    'restore-under-way',
    { locked: true, hold: 'restore' },
    then(
      press('Restore a backup…'),
      press(/Sun 22 Nov/, 'radio'),
      fill('Passphrase of the backup', PASSPHRASE),
      press('Restore this backup'),
      see(/of \d+|Copying/),
    ),
  ),
  scene(
    'restore-done',
    locked,
    then(
      press('Restore a backup…'),
      press(/Sun 22 Nov/, 'radio'),
      fill('Passphrase of the backup', PASSPHRASE),
      press('Restore this backup'),
      see('Your journal is restored'),
    ),
  ),
  scene('restore-first-run', { world: 'new', backups: 'others' }, then(find(/There are backups of a journal/))),

  scene(
    'exchange',
    {},
    then(place('Settings'), press('Save it sealed…'), see(/are in the file, sealed/), show('Take everything with you')),
  ),
  scene(
    'exchange-under-way',
    { hold: 'export' },
    then(place('Settings'), press('Save it sealed…'), see(/of \d+ reflections/), show('Take everything with you')),
    ['light'],
  ),
  scene(
    'exchange-plain',
    {},
    then(
      place('Settings'),
      press(/Anyone who has the file/, 'radio'),
      press('Save it unsealed…'),
      see(/Whoever gets hold/),
    ),
  ),
  scene(
    'exchange-failed',
    fail('file_disk_full', 'export'),
    then(place('Settings'), press('Save it sealed…'), see(/that disk is full/), show('Take everything with you')),
  ),

  scene('help', {}, then(place('Help now'), see('999'))),
  scene(
    'help-elsewhere',
    {},
    then(
      place('Help now'),
      (page) => page.getByLabel('Country').selectOption('elsewhere'),
      see(/In most of the world/),
    ),
  ),
  scene('help-contact', {}, then(place('Help now'), press('Add someone'), press('Save'), see(/Type a number/))),
  scene(
    'help-contact-kept',
    {},
    then(
      place('Help now'),
      press('Add someone'),
      fill('Name', 'Noor'),
      fill('Number', '07700 900123'),
      press('Save'),
      see('07700 900123'),
    ),
  ),
  scene('help-failing', fail('unexpected', 'help'), then(place('Help now'), see(/In most of the world/))),
];
