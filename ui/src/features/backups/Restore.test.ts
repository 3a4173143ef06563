/** The way back from a backup, from the locked window. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../shell/App.svelte';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE, type Begin } from '../../backend/testing';
import { app } from '../../app/app-state.svelte';
import { newSheet } from '../access/testing';

async function begin(begin: Begin = {}) {
  await beginBackend({ locked: true, ...begin });
  return show();
}
function show() {
  app.state = null;
  app.failure = null;
  render(App);
  return userEvent.setup();
}
const button = (name: string) => screen.findByRole('button', { name });
const files = async () => (await backend.restore_list()).files;
afterEach(() => vi.restoreAllMocks());

describe('Restoring', () => {
  it('takes a backup of the list and its passphrase, and says where the old journal is', async () => {
    const person = await begin();
    await person.click(await button('Restore a backup…'));
    await screen.findByText(/is kept beside it, under another name/);
    await person.click(await screen.findByRole('radio', { name: /Sat 31 Oct 2026/ }));
    await person.type(screen.getByLabelText('Passphrase of the backup'), 'wrong');
    await person.click(await button('Restore this backup'));
    await screen.findByText(/That is not the passphrase/);
    await person.clear(screen.getByLabelText('Passphrase of the backup'));
    await person.type(screen.getByLabelText('Passphrase of the backup'), PASSPHRASE);
    await person.click(await button('Restore this backup'));
    await screen.findByText(/\/journal-before-2026-11-23\.sotto$/);
    await person.click(await button('Go to the lock'));
    await person.type(await screen.findByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await waitFor(() => expect(app.state?.state).toBe('open'));
    const { summaries } = await backend.reflection_list({ query: '', limit: 1, offset: 0 });
    expect(summaries[0]!.date < '2026-11-01').toBe(true);
  });

  it('asks for nothing that is there already, and says what is missing', async () => {
    await beginBackend();
    const newest = (await files())[0]!.name;
    const person = await begin({ choose: [`../backups/${newest}`] });
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await person.click(await button('Restore this backup'));
    await screen.findByText('Choose a backup first.');
    await person.click(await button('Choose a file…'));
    await screen.findByText(`Chosen: ${newest}`);
    await person.click(await button('Restore this backup'));
    await screen.findByText('Type the passphrase of this backup.');
    expect(restore).not.toHaveBeenCalled();
  });

  it('keeps what was chosen when the dialog of files is cancelled', async () => {
    const person = await begin();
    const choose = vi.spyOn(backend, 'restore_choose');
    await person.click(await button('Restore a backup…'));
    const radio = await screen.findByRole<HTMLInputElement>('radio', { name: /Sun 22 Nov/ });
    await person.click(radio);
    await person.click(await button('Choose a file…'));
    await waitFor(() => expect(choose).toHaveBeenLastCalledWith({ name: null }));
    expect(await choose.mock.results.at(-1)?.value).toBeNull();
    await person.click(await button('Restore this backup'));
    await screen.findByText('Type the passphrase of this backup.');
    expect(radio.checked).toBe(true);
  });

  it('refuses a file that is no backup before a passphrase is typed, and forgets the one chosen before', async () => {
    const person = await begin({ choose: ['priya-card.txt'] });
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await person.click(await screen.findByRole('radio', { name: /Mon 23 Nov/ }));
    await person.click(await button('Choose a file…'));
    await screen.findByText(/This file is not a backup of a journal/);
    await person.type(screen.getByLabelText('Passphrase of the backup'), 'anything');
    await person.click(await button('Restore this backup'));
    await screen.findByText('Choose a backup first.');
    expect(restore).not.toHaveBeenCalled();
  });

  it('works with the recovery sheet', async () => {
    await beginBackend();
    const { words } = await newSheet();
    await backend.backup_now();
    await backend.lock();
    const person = show();
    await person.click(await button('Restore a backup…'));
    await person.click(await screen.findByRole('radio', { name: /Mon 23 Nov/ }));
    await person.click(await button('Use my recovery sheet instead'));
    await person.type(screen.getByLabelText('Recovery sheet'), words.join(' '));
    await person.click(await button('Restore this backup'));
    await screen.findByText('Your journal is restored');
    await screen.findByText(/or with the recovery sheet/);
    await backend.unlock_recovery({ text: words.join(' ') });
  });

  it('says so when no folder is known here', async () => {
    const person = await begin({ backups: 'none' });
    await person.click(await button('Restore a backup…'));
    await screen.findByText(/does not know of a folder for backups/);
    await button('Choose a file…');
  });

  it('is calm about a folder that is not there, and looks again', async () => {
    const person = await begin({ backups: 'away' });
    await person.click(await button('Restore a backup…'));
    const shown = await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(shown.closest('[role=alert]')).toBeNull();
    const list = vi.spyOn(backend, 'restore_list');
    await person.click(await button('Look again'));
    await waitFor(() => expect(list).toHaveBeenCalledTimes(1));
  });

  it('stands in the way of nobody who only unlocks, and before everybody whose file is broken', async () => {
    const person = await begin({ damage: 'file' });
    await person.type(await screen.findByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await screen.findByText(/A backup brings your journal back/);
    expect(screen.getAllByRole('button', { name: 'Restore a backup…' })).toHaveLength(1);
    await person.click(await button('Restore a backup…'));
    await screen.findByText('Which backup');
  });

  it('is offered at the first run, with the folder this computer knows', async () => {
    const person = await begin({ world: 'new', locked: false, backups: 'others' });
    const { folder } = await backend.restore_list();
    await screen.findByText(`There are backups of a journal in ${folder}. You can go on from one of them.`);
    await person.click(await button('Restore a backup…'));
    await screen.findByText(/There is no journal here now/);
    await person.click(await button('Back'));
    await button('Make my journal');
  });

  it('shows the backups of this journal, and those of another one only when asked, by name', async () => {
    const person = await begin({ backups: 'shared' });
    const mine = (await files()).find((file) => file.own)!.name;
    const [other, another, ...more] = (await files()).filter((file) => file.own === false);
    expect(more).toEqual([]);
    await person.click(await button('Restore a backup…'));
    await screen.findByRole('radio', { name: new RegExp(`Mon 23 Nov 2026.*${mine}`) });
    expect(screen.queryByRole('radio', { name: new RegExp(other!.name) })).toBeNull();
    await person.click(await button('Show 2 of another journal'));
    screen.getByText('Of another journal');
    await person.click(await screen.findByRole('radio', { name: new RegExp(another!.name) }));
    await screen.findByText(/This backup is of another journal/);
    await person.click(screen.getByRole('radio', { name: new RegExp(mine) }));
    await waitFor(() => expect(screen.queryByText(/This backup is of another journal/)).toBeNull());
  });

  it.each([
    ['others', { backups: 'others' }, 'Of another journal'],
    ['unknown, for the journal itself is damaged', { backups: 'others', damage: 'file' }, null],
  ] as const)('hides none of them where none is known to be of this journal: %s', async (_, state, heading) => {
    const person = await begin(state);
    await person.click(await button('Restore a backup…'));
    for (const { name } of await files()) await screen.findByRole('radio', { name: new RegExp(name) });
    expect(screen.queryByText('Of another journal')?.textContent ?? null).toBe(heading);
    expect(screen.queryByRole('button', { name: /of another journal/ })).toBeNull();
  });
});
