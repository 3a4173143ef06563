/** Ways to unlock, a new recovery sheet, and new keys for everything, as a person meets them. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { nav } from '../../app/navigation.svelte';
import { refresh } from '../../app/app-state.svelte';
import Settings from '../settings/Settings.svelte';

async function open(search = '?empty=1', before = () => {}) {
  freshBackend(search);
  before();
  await refresh();
  render(Settings);
  return userEvent.setup();
}
afterEach(() => vi.restoreAllMocks());

async function choose(person: UserEvent, now: string) {
  await person.type(await screen.findByLabelText('Passphrase now'), now);
  await person.type(screen.getByLabelText('Passphrase', { selector: 'input' }), 'a new long one');
  await person.type(screen.getByLabelText('Passphrase again'), 'a new long one');
}

async function toPaperAndBack(person: UserEvent, wrong = false) {
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
}

describe('ways to unlock', () => {
  it('are listed with the one that opened the journal, and the only passphrase cannot be removed', async () => {
    await open();
    await screen.findByText('opened it now');
    expect(screen.queryByRole('button', { name: 'Remove: Passphrase' })).toBeNull();
    screen.getByRole('button', { name: 'Remove: Recovery sheet' });
  });

  it('can be added, and removed again by a button that says what it does', async () => {
    const person = await open();
    await person.click(await screen.findByRole('button', { name: 'Add a passphrase…' }));
    await choose(person, 'the one now');
    await person.click(screen.getByRole('button', { name: 'Add this passphrase' }));
    await person.click(await screen.findByRole('button', { name: 'Remove: Passphrase 2' }));
    await screen.findByText(/no longer open this journal/);
    await person.click(screen.getByRole('button', { name: 'Remove this passphrase' }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /Remove: Passphrase/ })).toBeNull());
  });

  it('are not added by someone who only sits at an open journal', async () => {
    const person = await open();
    const add = vi.spyOn(backend, 'slot_add_passphrase');
    await person.click(await screen.findByRole('button', { name: 'Add a passphrase…' }));
    await choose(person, 'wrong');
    await person.click(screen.getByRole('button', { name: 'Add this passphrase' }));
    await screen.findByText(/That is not the passphrase/);
    expect(add).toHaveBeenCalledWith({ old: 'wrong', new: 'a new long one' });
    expect(await backend.slot_list()).toHaveLength(2);
  });

  it('ask for no passphrase when the sheet opened the journal', async () => {
    const person = await open();
    vi.spyOn(backend, 'slot_list').mockResolvedValue([
      { id: 'p', kind: 'passphrase', opened_this: false, in_keychain: false },
      { id: 'r', kind: 'recovery', opened_this: true, in_keychain: false },
    ]);
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByLabelText('Passphrase again');
    expect(screen.queryByLabelText('Passphrase now')).toBeNull();
  });

  it('get a new sheet only after three of its words were read back', async () => {
    const person = await open();
    const add = vi.spyOn(backend, 'slot_add_recovery');
    await person.click(await screen.findByRole('button', { name: 'Make a new recovery sheet…' }));
    await person.type(await screen.findByLabelText('Passphrase now'), 'the one now');
    await person.click(screen.getByRole('button', { name: 'Show the new sheet' }));
    await screen.findByText('The 24 words');
    await person.click(screen.getByRole('button', { name: 'Save as PDF…' }));
    await screen.findByText(/Saved as sotto-recovery-sheet.pdf/);
    expect(add).not.toHaveBeenCalled();
    await toPaperAndBack(person, true);
    await person.click(screen.getByRole('button', { name: 'Use this sheet from now on' }));
    await screen.findByText(/These are not the words on the sheet/);
    await person.click(screen.getByRole('button', { name: 'Look at the sheet again' }));
    await toPaperAndBack(person);
    await person.click(screen.getByRole('button', { name: 'Use this sheet from now on' }));
    await screen.findByText('Ways to unlock');
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
    await person.type(screen.getByLabelText('Passphrase now'), 'the one now{Enter}');
    await screen.findByText('This computer’s keychain');
    await waitFor(() =>
      expect(screen.queryByRole('button', { name: 'Unlock with this computer’s keychain…' })).toBeNull(),
    );
  });

  it('asks for the passphrase although the sheet opened the journal', async () => {
    const person = await open('?empty=1', () => {
      vi.spyOn(backend, 'slot_list').mockResolvedValue([
        { id: 'p', kind: 'passphrase', opened_this: false, in_keychain: false },
        { id: 'r', kind: 'recovery', opened_this: true, in_keychain: false },
      ]);
    });
    await person.click(await add());
    await screen.findByLabelText('Passphrase now');
  });

  it('is turned off, slot and key, and says when the key could not be taken out', async () => {
    const person = await open('?empty=1&keychain=on');
    const [off, remove] = [
      vi.spyOn(backend, 'keychain_off').mockResolvedValue('left'),
      vi.spyOn(backend, 'slot_remove'),
    ];
    await person.click(await screen.findByRole('button', { name: 'Turn off: This computer’s keychain' }));
    await person.click(screen.getByRole('button', { name: 'Turn the keychain off' }));
    await screen.findByText(/Remove the entry “Sotto” there yourself/);
    expect(off).toHaveBeenCalledOnce();
    expect(remove).not.toHaveBeenCalled();
  });

  it('of another computer is only removed from the journal', async () => {
    const person = await open('?empty=1&keychain=none', () => {
      vi.spyOn(backend, 'slot_list').mockResolvedValue([
        { id: 'p', kind: 'passphrase', opened_this: true, in_keychain: false },
        { id: 'd', kind: 'device', opened_this: false, in_keychain: false },
      ]);
    });
    const [off, remove] = [vi.spyOn(backend, 'keychain_off'), vi.spyOn(backend, 'slot_remove').mockResolvedValue()];
    await person.click(await screen.findByRole('button', { name: 'Remove: Another computer’s keychain' }));
    await person.click(screen.getByRole('button', { name: 'Remove that computer’s keychain' }));
    await waitFor(() => expect(remove).toHaveBeenCalledWith({ id: 'd' }));
    expect(off).not.toHaveBeenCalled();
  });

  it('is not offered where there is none, and the list does not wait for the answer', async () => {
    await open('?empty=1&keychain=none');
    await screen.findByText(/offers no keychain that could guard a key/);
    expect(screen.queryByRole('button', { name: 'Unlock with this computer’s keychain…' })).toBeNull();
    document.body.innerHTML = '';
    await open('?empty=1&fail=never@keychain');
    await screen.findByText('opened it now');
    expect(screen.queryByText(/offers no keychain/)).toBeNull();
  });
});

describe('someone may know my passphrase', () => {
  it('replaces all keys with the sheet there is', async () => {
    const person = await open();
    const rekey = vi.spyOn(backend, 'rekey');
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByText(/Backups and copies made before still open with the old passphrase/);
    await choose(person, 'the one now');
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('All keys are replaced');
    expect(rekey).toHaveBeenCalledWith({ old: 'the one now', new: 'a new long one', answers: null, share_keys: false });
    expect(screen.queryByText(/compare the ten words again/)).toBeNull();
  });

  it('says that the keychain no longer opens it, and when its key is still there', async () => {
    const person = await open('?empty=1&keychain=on');
    const rekey = vi.spyOn(backend, 'rekey').mockResolvedValue({ records: 3, dropped: 0, keychain: 'left' });
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByText(/keychain of this computer, or of another one, no longer opens it/);
    await choose(person, 'the one now');
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText(/remove the entry “Sotto” in your keychain yourself/);
    expect(rekey).toHaveBeenCalledOnce();
  });

  it('changes nothing before a new sheet was read back', async () => {
    const person = await open();
    const rekey = vi.spyOn(backend, 'rekey');
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person, 'the one now');
    await person.click(screen.getByRole('checkbox', { name: 'Also choose new keys for sharing' }));
    await person.click(screen.getByRole('button', { name: 'Next: the new sheet' }));
    await screen.findByText('The 24 words');
    expect(rekey).not.toHaveBeenCalled();
    await toPaperAndBack(person);
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('All keys are replaced');
    expect(rekey.mock.lastCall?.[0].answers).toHaveLength(3);
    expect(rekey.mock.lastCall?.[0].share_keys).toBe(true);
    screen.getByText(/compare the ten words again/);
  });

  it('leads to the notes that wait', async () => {
    const person = await open('?empty=1&fail=captured_waiting@rekey');
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person, 'the one now');
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText(/Notes that were written while the journal was locked are still waiting/);
    await person.click(screen.getByRole('button', { name: 'Look at the notes' }));
    await waitFor(() => expect(nav.current.place).toBe('today'));
  });

  it('shows how far it has come', async () => {
    const person = await open();
    vi.spyOn(backend, 'rekey').mockImplementation(() => new Promise(() => {}));
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await choose(person, 'the one now');
    await person.click(screen.getByRole('radio', { name: 'Keep the sheet I have' }));
    await person.click(screen.getByRole('button', { name: 'Replace all keys' }));
    await screen.findByText('Sealing everything anew: 640 of 1,600');
    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('0.4');
  });
});
