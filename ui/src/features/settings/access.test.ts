/** Ways to unlock, a new recovery sheet, and new keys for everything, as a person meets them. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent, { type UserEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { nav } from '../shell/nav.svelte';
import { refresh } from '../shell/standing.svelte';
import Settings from './Settings.svelte';

async function open(search = '?empty=1') {
  freshBackend(search);
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
  const words = (await screen.findAllByRole('listitem')).map((one) => one.textContent?.replace(/^\d+/, '').trim() ?? '');
  expect(words).toHaveLength(24);
  await person.click(screen.getByRole('button', { name: 'I have it on paper' }));
  for (const field of screen.getAllByLabelText(/^Word \d+$/) as HTMLInputElement[]) {
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
    const add = vi.spyOn(backend, 'way_add_passphrase');
    await person.click(await screen.findByRole('button', { name: 'Add a passphrase…' }));
    await choose(person, 'wrong');
    await person.click(screen.getByRole('button', { name: 'Add this passphrase' }));
    await screen.findByText(/That is not the passphrase/);
    expect(add).toHaveBeenCalledWith({ old: 'wrong', new: 'a new long one' });
    expect((await backend.way_list())).toHaveLength(2);
  });

  it('ask for no passphrase when the sheet opened the journal', async () => {
    const person = await open();
    vi.spyOn(backend, 'way_list').mockResolvedValue([{ id: 'p', kind: 'passphrase', opened_this: false }, { id: 'r', kind: 'recovery', opened_this: true }]);
    await person.click(await screen.findByRole('button', { name: 'Replace all keys…' }));
    await screen.findByLabelText('Passphrase again');
    expect(screen.queryByLabelText('Passphrase now')).toBeNull();
  });

  it('get a new sheet only after three of its words were read back', async () => {
    const person = await open();
    const add = vi.spyOn(backend, 'way_add_recovery');
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
    await screen.findByText(/Notes that were left while locked are still waiting/);
    await person.click(screen.getByRole('button', { name: 'Look at the notes' }));
    await waitFor(() => expect(nav.here.place).toBe('today'));
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
