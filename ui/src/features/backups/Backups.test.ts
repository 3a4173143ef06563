/** Backups in Settings: what is told, what is offered, and how calm it stays. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import Backups from './Backups.svelte';

function open(search = '') {
  freshBackend(search);
  render(Backups);
  return userEvent.setup();
}
const button = (name: string) => screen.findByRole('button', { name });
afterEach(() => vi.restoreAllMocks());

describe('Backups', () => {
  it('in a folder just chosen get their first one at once', async () => {
    const person = open('?backups=none');
    const now = vi.spyOn(backend, 'backup_now');
    await person.click(await button('Choose a folder…'));
    await screen.findByText('/media/ines/STICK/Sotto');
    await waitFor(() => expect(now).toHaveBeenCalledTimes(1));
    await screen.findByText(/opened and checked/);
  });

  it('change nothing when no folder was chosen after all, and back up nothing', async () => {
    const person = open();
    vi.spyOn(backend, 'backup_folder_choose').mockResolvedValue(null);
    const now = vi.spyOn(backend, 'backup_now');
    await person.click(await button('Choose another folder…'));
    screen.getByText('/media/ines/STICK/Sotto');
    expect(now).not.toHaveBeenCalled();
  });

  it('say when one was made, that it was opened, and when one was last rehearsed', async () => {
    open();
    await screen.findByText(/Mon 23 Nov 2026, 08:02, opened and checked: 412 records/);
    screen.getByText(/Mon 2 Nov 2026, 20:31/);
    screen.getByText('19 backups');
  });

  it('stay calm about a folder that is not there, and try again when asked', async () => {
    const person = open('?backups=away');
    const said = await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(said.closest('[role=alert]')).toBeNull();
    await person.click(await button('Back up now'));
    await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('tell anything else that went wrong as a failure', async () => {
    const person = open('?fail=file_disk_full@backup_now');
    await person.click(await button('Back up now'));
    expect((await screen.findByRole('alert')).textContent).toMatch(/that disk is full/);
  });

  it('never call a damaged one well', async () => {
    open('?backups=damaged');
    expect((await screen.findByRole('alert')).textContent).toMatch(/did not open when it was tried/);
  });

  it('stop only after saying that those in the folder stay', async () => {
    const person = open();
    const stop = vi.spyOn(backend, 'backup_stop');
    await person.click(await button('Stop backing up'));
    await screen.findByText(/stay there and can still be restored/);
    expect(stop).not.toHaveBeenCalled();
    await person.click((await screen.findAllByRole('button', { name: 'Stop backing up' })).at(-1)!);
    await button('Choose a folder…');
    expect(stop).toHaveBeenCalledTimes(1);
  });

  it('show one that began by itself until it is done', async () => {
    const person = open('?backups=busy');
    await screen.findByText(/Making a backup, opening it/);
    const after = await backend.backup_status();
    vi.spyOn(backend, 'backup_status').mockResolvedValue({ ...after, busy: null });
    await waitFor(() => expect(screen.queryByText(/Making a backup, opening it/)).toBeNull(), { timeout: 5000 });
    void person;
  });
});
