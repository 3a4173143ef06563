/** The way back from a backup, from the locked window. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../shell/App.svelte';
import { backend, failureWith } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { app } from '../../app/app-state.svelte';

function begin(search: string) {
  app.state = null;
  app.failure = null;
  freshBackend(search);
  render(App);
  return userEvent.setup();
}
const button = (name: string) => screen.findByRole('button', { name });
afterEach(() => vi.restoreAllMocks());

describe('Restoring', () => {
  it('takes a backup of the list and its passphrase, and says where the old journal is', async () => {
    const person = begin('?state=locked');
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await screen.findByText(/is kept beside it, under another name/);
    await person.click(await screen.findByRole('radio', { name: /Sun 22 Nov 2026/ }));
    await person.type(screen.getByLabelText('Passphrase of the backup'), 'wrong');
    await person.click(await button('Restore this backup'));
    await screen.findByText(/That is not the passphrase/);
    await person.clear(screen.getByLabelText('Passphrase of the backup'));
    await person.type(screen.getByLabelText('Passphrase of the backup'), 'the right one');
    await person.click(await button('Restore this backup'));
    await screen.findByText('/home/ines/.local/share/sotto/journal-before-2026-11-23.sotto');
    expect(restore).toHaveBeenLastCalledWith({ secret: 'the right one', sheet: false });
    await person.click(await button('Go to the lock'));
    await screen.findByLabelText('Passphrase');
  });

  it('asks for nothing that is there already, and says what is missing', async () => {
    const person = begin('?state=locked');
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await person.click(await button('Restore this backup'));
    await screen.findByText('Choose a backup first.');
    await person.click(await button('Choose a file…'));
    await screen.findByText(/Chosen: journal-before/);
    await person.click(await button('Restore this backup'));
    await screen.findByText('Type the passphrase of this backup.');
    expect(restore).not.toHaveBeenCalled();
  });

  it('is told of a file that is no backup before a passphrase is typed, and forgets the one chosen before', async () => {
    const person = begin('?state=locked');
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await person.click(await screen.findByRole('radio', { name: /Mon 23 Nov/ }));
    vi.spyOn(backend, 'restore_choose').mockRejectedValue(failureWith('not_a_backup'));
    await person.click(screen.getByRole('radio', { name: /Sun 22 Nov/ }));
    await screen.findByText(/This file is not a backup of a journal/);
    await person.type(screen.getByLabelText('Passphrase of the backup'), 'anything');
    await person.click(await button('Restore this backup'));
    await screen.findByText('Choose a backup first.');
    expect(restore).not.toHaveBeenCalled();
  });

  it('works with the recovery sheet', async () => {
    const person = begin('?state=locked');
    const restore = vi.spyOn(backend, 'restore');
    await person.click(await button('Restore a backup…'));
    await person.click(await screen.findByRole('radio', { name: /Mon 23 Nov/ }));
    await person.click(await button('Use my recovery sheet instead'));
    const words = Array(24).fill('abandon').join(' ');
    await person.type(screen.getByLabelText('Recovery sheet'), words);
    await person.click(await button('Restore this backup'));
    await screen.findByText('Your journal is restored');
    expect(restore).toHaveBeenCalledWith({ secret: words, sheet: true });
  });

  it('is calm about a folder that is not there, and looks again', async () => {
    const person = begin('?state=locked&backups=away');
    await person.click(await button('Restore a backup…'));
    const said = await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(said.closest('[role=alert]')).toBeNull();
    const list = vi.spyOn(backend, 'restore_list');
    await person.click(await button('Look again'));
    await waitFor(() => expect(list).toHaveBeenCalledTimes(1));
  });

  it('stands in the way of nobody who only unlocks, and before everybody whose file is broken', async () => {
    const person = begin('?state=locked&fail=vault_damaged@unlock');
    await person.type(await screen.findByLabelText('Passphrase'), 'right{Enter}');
    await screen.findByText(/A backup brings your journal back/);
    expect(screen.getAllByRole('button', { name: 'Restore a backup…' })).toHaveLength(1);
    await person.click(await button('Restore a backup…'));
    await screen.findByText('Which backup');
  });

  it('is offered at the first run, with the folder this computer knows', async () => {
    const person = begin('?state=new');
    await screen.findByText(/There are backups of a journal in \/media\/ines\/STICK\/Sotto/);
    await person.click(await button('Restore a backup…'));
    await screen.findByText(/There is no journal here now/);
    await person.click(await button('Back'));
    await button('Make my journal');
  });

  it('shows the backups of this journal, and those of another one only when asked, by name', async () => {
    const person = begin('?state=locked&backups=shared');
    await person.click(await button('Restore a backup…'));
    await screen.findByRole('radio', { name: /Mon 23 Nov 2026.*0a1b2c3d/ });
    expect(screen.queryByRole('radio', { name: /e4f5a6b7/ })).toBeNull();
    await person.click(await button('Show 2 of another journal'));
    screen.getByText('Of another journal');
    await person.click(await screen.findByRole('radio', { name: /e4f5a6b7-2026-11-20/ }));
    await screen.findByText(/This backup is of another journal/);
    await person.click(screen.getByRole('radio', { name: /Mon 23 Nov 2026.*0a1b2c3d/ }));
    await waitFor(() => expect(screen.queryByText(/This backup is of another journal/)).toBeNull());
  });

  it.each([
    ['others', 'Of another journal'],
    ['unknown', null],
  ])('hides none of them where none is known to be of this journal: %s', async (backups, heading) => {
    const person = begin(`?state=locked&backups=${backups}`);
    await person.click(await button('Restore a backup…'));
    await screen.findByRole('radio', { name: /e4f5a6b7-2026-11-23/ });
    expect(screen.queryByText('Of another journal')?.textContent ?? null).toBe(heading);
    expect(screen.queryByRole('button', { name: /of another journal/ })).toBeNull();
  });
});
