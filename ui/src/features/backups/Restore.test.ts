/** The way back from a backup, from the locked window. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from '../../App.svelte';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { app } from '../shell/standing.svelte';

function begin(search: string) {
  app.standing = null;
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
    vi.spyOn(backend, 'restore_choose').mockRejectedValue({ code: 'not_a_backup', params: {} });
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
});
