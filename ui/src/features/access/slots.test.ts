/** Ways to unlock, a new recovery sheet, and new keys for everything, as a person meets them. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE, type Begin } from '../../backend/testing';
import { nav } from '../../app/navigation.svelte';
import { refresh } from '../../app/app-state.svelte';
import Settings from '../settings/Settings.svelte';
import { newSheet } from './testing';

const NEW = 'a new long one';

async function open(begin: Begin = {}) {
  await beginBackend({ world: 'empty', ...begin });
  return show();
}
async function openBySheet() {
  await beginBackend({ world: 'empty' });
  const { key_line: text } = await newSheet();
  await backend.lock();
  await backend.unlock_recovery({ text });
  return show();
}
async function show() {
  await refresh();
  render(Settings);
  return userEvent.setup();
}
afterEach(() => vi.restoreAllMocks());

const kinds = async () => (await backend.slot_list()).map((slot) => slot.kind).sort();
/** Whether these words open the journal. */
async function opensBy(passphrase: string): Promise<boolean> {
  await backend.lock();
  return backend.unlock({ passphrase }).then(
    () => true,
    () => false,
  );
}

async function choose(person: UserEvent, now = PASSPHRASE) {
  await person.type(await screen.findByLabelText('Passphrase now'), now);
  await person.type(screen.getByLabelText('Passphrase', { selector: 'input' }), NEW);
  await person.type(screen.getByLabelText('Passphrase again'), NEW);
}

async function toPaperAndBack(person: UserEvent, wrong = false): Promise<string[]> {
  const words = (await screen.findAllByRole('listitem')).map(
    (one) => one.textContent?.replace(/^\d+/, '').trim() ?? '',
  );
  expect(words).toHaveLength(24);
  await person.click(screen.getByRole('button', { name: 'I have it on paper' }));
  for (const field of screen.getAllByLabelText<HTMLInputElement>(/^Word \d+$/)) {
    const position = Number(/\d+/.exec(field.labels?.[0]?.textContent ?? '')?.[0]);
    await person.clear(field);
    await person.type(field, wrong ? 'nonsense' : (words[position - 1] ?? ''));
  }
  return words;
}

describe('ways to unlock', () => {
  it('are listed with the one that opened the journal, and the only passphrase cannot be removed', async () => {
    await beginBackend({ world: 'empty', locked: true });
    await backend.unlock({ passphrase: PASSPHRASE });
    await show();
    expect((await screen.findByText('opened it now')).closest('li')?.textContent).toMatch(/Passphrase/);
    expect(screen.queryByRole('button', { name: 'Remove: Passphrase' })).toBeNull();
    screen.getByRole('button', { name: 'Remove: Recovery sheet' });
  });

  it('can be added, and removed again by a button that says what it does', async () => {
    const person = await open();
    await person.click(await screen.findByRole('button', { name: 'Add a passphrase…' }));
    const old = (await backend.slot_list()).find((slot) => slot.kind === 'passphrase')!;
    await choose(person);
    await person.click(screen.getByRole('button', { name: 'Add this passphrase' }));
    await screen.findByRole('button', { name: 'Remove: Passphrase 2' });
    const both = (await backend.slot_list()).filter((slot) => slot.kind === 'passphrase');
    const added = both.findIndex((slot) => slot.id !== old.id) + 1;
    await person.click(screen.getByRole('button', { name: `Remove: Passphrase ${added}` }));
    await screen.findByText(/no longer open this journal/);
    await person.click(screen.getByRole('button', { name: 'Remove this passphrase' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /Remove: Passphrase/ })).toBeNull());
    expect(await backend.slot_list()).toContainEqual(old);
    expect(await kinds()).toEqual(['passphrase', 'recovery']);
    expect(await opensBy(NEW)).toBe(false);
  });

  it('are not added by someone who only sits at an open journal', async () => {
    const person = await open();
    const add = vi.spyOn(backend, 'slot_add_passphrase');
    await person.click(await screen.findByRole('button', { name: 'Add a passphrase…' }));
    await choose(person, 'wrong');
    await person.click(screen.getByRole('button', { name: 'Add this passphrase' }));
    await screen.findByText(/That is not the passphrase/);
    expect(add).toHaveBeenCalledWith({ old: 'wrong', new: NEW });
    expect(await backend.slot_list()).toHaveLength(2);
  });

  it('ask for no passphrase when the sheet opened the journal', async () => {
    const person = await openBySheet();
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByLabelText('Passphrase again');
    expect(screen.queryByLabelText('Passphrase now')).toBeNull();
    await person.type(screen.getByLabelText('Passphrase', { selector: 'input' }), NEW);
    await person.type(screen.getByLabelText('Passphrase again'), NEW);
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('All keys are replaced');
    expect(await opensBy(NEW)).toBe(true);
  });

  it('get a new sheet only after three of its words were read back', async () => {
    const person = await open();
    const add = vi.spyOn(backend, 'slot_add_recovery');
    await person.click(await screen.findByRole('button', { name: 'Make a new recovery sheet…' }));
    await person.type(await screen.findByLabelText('Passphrase now'), PASSPHRASE);
    await person.click(screen.getByRole('button', { name: 'Show the new sheet' }));
    await screen.findByText('The 24 words');
    await person.click(screen.getByRole('button', { name: 'Save as PDF…' }));
    await screen.findByText(/Saved as sotto-recovery-sheet.pdf/);
    expect(add).not.toHaveBeenCalled();
    await toPaperAndBack(person, true);
    await person.click(screen.getByRole('button', { name: 'Use this sheet from now on' }));
    await screen.findByText(/These are not the words on the sheet/);
    await person.click(screen.getByRole('button', { name: 'Look at the sheet again' }));
    const words = await toPaperAndBack(person);
    await person.click(screen.getByRole('button', { name: 'Use this sheet from now on' }));
    await screen.findByText('Ways to unlock');
    expect(await kinds()).toEqual(['passphrase', 'recovery']);
    await backend.lock();
    await backend.unlock_recovery({ text: words.join(' ') });
  });
});

describe('the keychain', () => {
  const add = () => screen.findByRole('button', { name: 'Unlock with this computer’s keychain…' });

  it('is turned on by someone who knows the passphrase, after reading who else can then open the journal', async () => {
    const person = await open();
    const on = vi.spyOn(backend, 'keychain_on');
    await person.click(await add());
    screen.getByText(/Whoever can use your account on this computer can then open your journal/);
    await person.click(screen.getByRole('button', { name: 'Turn the keychain on' }));
    await screen.findByText('Type the passphrase you use now.');
    expect(on).not.toHaveBeenCalled();
    await person.type(screen.getByLabelText('Passphrase now'), 'wrong');
    await person.click(screen.getByRole('button', { name: 'Turn the keychain on' }));
    await screen.findByText(/That is not the passphrase/);
    expect(screen.queryByText('This computer’s keychain')).toBeNull();
    await person.clear(screen.getByLabelText('Passphrase now'));
    await person.type(screen.getByLabelText('Passphrase now'), `${PASSPHRASE}{Enter}`);
    await screen.findByText('This computer’s keychain');
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Unlock with this computer’s keychain…' })).toBeNull(),
    );
    await backend.lock();
    await backend.keychain_unlock({});
  });

  it('asks for the passphrase although the sheet opened the journal', async () => {
    const person = await openBySheet();
    await person.click(await add());
    await screen.findByLabelText('Passphrase now');
  });

  it('is turned off, slot and key', async () => {
    const person = await open({ keychain: 'on' });
    const remove = vi.spyOn(backend, 'slot_remove');
    await person.click(await screen.findByRole('button', { name: 'Turn off: This computer’s keychain' }));
    await person.click(screen.getByRole('button', { name: 'Turn the keychain off' }));
    await add();
    await waitFor(() => expect(screen.queryByText('This computer’s keychain')).toBeNull());
    expect(screen.queryByText(/Remove the entry “Sotto” there yourself/)).toBeNull();
    expect(await kinds()).toEqual(['passphrase', 'recovery']);
    expect(remove).not.toHaveBeenCalled();
    await backend.lock();
    await expect(backend.keychain_unlock({})).rejects.toMatchObject({ code: 'keychain_missing' });
  });

  it('of another computer is only removed from the journal', async () => {
    // A backup from when the keychain was on: its key is one that this computer no longer knows.
    await beginBackend({ world: 'empty', keychain: 'on' });
    await backend.backup_folder_choose();
    const { name } = await backend.backup_now();
    await backend.keychain_off();
    await backend.lock();
    await backend.restore_choose({ name });
    await backend.restore({ secret: PASSPHRASE, sheet: false });
    await backend.unlock({ passphrase: PASSPHRASE });
    const person = await show();
    const off = vi.spyOn(backend, 'keychain_off');
    await person.click(await screen.findByRole('button', { name: 'Remove: Another computer’s keychain' }));
    await person.click(screen.getByRole('button', { name: 'Remove that computer’s keychain' }));
    await waitFor(() => expect(screen.queryByText('Another computer’s keychain')).toBeNull());
    expect(await kinds()).toEqual(['passphrase', 'recovery']);
    expect(off).not.toHaveBeenCalled();
  });

  it('is not offered where there is none', async () => {
    await open({ keychain: 'absent' });
    await screen.findByText(/offers no keychain that could guard a key/);
    expect(screen.queryByRole('button', { name: 'Unlock with this computer’s keychain…' })).toBeNull();
  });

  it('is asked without the list waiting for the answer', async () => {
    await open({ keychain: 'on', hang: ['keychain'] });
    await screen.findByText('opened it now');
    expect(screen.queryByText(/offers no keychain/)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Unlock with this computer’s keychain…' })).toBeNull();
  });
});

describe('someone may know my passphrase', () => {
  it('replaces all keys with the sheet there is', async () => {
    const person = await open();
    const rekey = vi.spyOn(backend, 'rekey');
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByText(/Backups and copies made before still open with the old passphrase/);
    await choose(person);
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('All keys are replaced');
    expect(rekey).toHaveBeenCalledWith({ old: PASSPHRASE, new: NEW, answers: null, share_keys: false });
    expect(screen.queryByText(/compare the ten words again/)).toBeNull();
    expect(await kinds()).toEqual(['passphrase', 'recovery']);
    expect(await opensBy(PASSPHRASE)).toBe(false);
    expect(await opensBy(NEW)).toBe(true);
  });

  it('says that the keychain no longer opens it', async () => {
    const person = await open({ keychain: 'on' });
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByText(/keychain of this computer, or of another one, no longer opens it/);
    expect(screen.queryByText(/other passphrase/)).toBeNull();
    await choose(person);
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText(/This computer’s keychain no longer opens it. You can turn it on again/);
    expect((await backend.keychain()).on).toBe(false);
  });

  it('says that the passphrase goes when the sheet opened the journal', async () => {
    const person = await openBySheet();
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByText('The passphrase of now will no longer open this journal.');
  });

  it('changes nothing before a new sheet was read back', async () => {
    const person = await open();
    const rekey = vi.spyOn(backend, 'rekey');
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person);
    await person.click(screen.getByRole('checkbox', { name: 'Also choose new keys for sharing' }));
    await person.click(screen.getByRole('button', { name: 'Next: the new sheet' }));
    await screen.findByText('The 24 words');
    expect(rekey).not.toHaveBeenCalled();
    const words = await toPaperAndBack(person);
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('All keys are replaced');
    expect(rekey.mock.lastCall?.[0].share_keys).toBe(true);
    screen.getByText(/compare the ten words again/);
    await backend.lock();
    await backend.unlock_recovery({ text: words.join(' ') });
  });

  it('leads to the notes that wait', async () => {
    const person = await open({ world: 'story' });
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person);
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText(/Notes that were written while the journal was locked are still waiting/);
    await person.click(screen.getByRole('button', { name: 'Look at the notes' }));
    await waitFor(() => expect(nav.current.place).toBe('today'));
  });

  it('shows its progress', async () => {
    await beginBackend({ hold: 'rekey' });
    for (const { id } of await backend.captured_list()) await backend.captured_discard({ id });
    const person = await show();
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person);
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText(/^Sealing everything anew: \d+ of \d{3}$/);
    expect(screen.getByLabelText('Passphrase now').matches(':disabled')).toBe(true);
    const { done, of } = await backend.task_progress({ task: 'rekey' });
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe(String(done / of));
    await backend.task_cancel({ task: 'rekey' });
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });
});
