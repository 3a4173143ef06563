/** Backups in Settings: their state, what is offered, and how calm it stays. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, type Begin } from '../../backend/testing';
import Backups from './Backups.svelte';

async function open(begin: Begin = {}) {
  await beginBackend(begin);
  render(Backups);
  return userEvent.setup();
}
const button = (name: string) => screen.findByRole('button', { name });
const files = async () => (await backend.restore_list()).files.map((file) => file.name);
afterEach(() => vi.restoreAllMocks());

describe('Backups', () => {
  it('in a folder just chosen get their first one at once', async () => {
    const person = await open({ world: 'empty' });
    const now = vi.spyOn(backend, 'backup_now');
    await person.click(await button('Choose a folder…'));
    await screen.findByText(/\/backups$/);
    await screen.findByText(/opened and checked/);
    screen.getByText('1 backup');
    expect(now).toHaveBeenCalledTimes(1);
    expect(await files()).toHaveLength(1);
  });

  it('make none when the dialog was cancelled or gave the same folder', async () => {
    const person = await open();
    const before = await files();
    const now = vi.spyOn(backend, 'backup_now');
    const choose = vi.spyOn(backend, 'backup_folder_choose').mockResolvedValueOnce(null);
    for (const times of [1, 2]) {
      await person.click(await button('Choose another folder…'));
      await waitFor(() => expect(choose).toHaveBeenCalledTimes(times));
      await choose.mock.results[times - 1]!.value;
      screen.getByText(/\/backups$/);
    }
    expect(now).not.toHaveBeenCalled();
    expect(await files()).toEqual(before);
  });

  it('say when one was made, that it was opened, and when one was last rehearsed', async () => {
    await open();
    const { state } = await backend.backup_status();
    await screen.findByText(`Mon 23 Nov 2026, 08:02, opened and checked: ${state.records} records`);
    screen.getByText(/Mon 2 Nov 2026, 20:31/);
    screen.getByText(`${(await files()).length} backups`);
  });

  it('are made when asked for', async () => {
    const person = await open();
    await person.click(await button('Back up now'));
    await screen.findByText(/Mon 23 Nov 2026, 20:30, opened and checked/);
    expect((await backend.backup_status()).state.last_run).toBe('2026-11-23T20:30:00+00:00');
    // The second one of a day takes the place of the first.
    expect((await files())[0]).toMatch(/2026-11-23-2\.sotto$/);
  });

  it('stay calm about a folder that is not there, and try again when asked', async () => {
    const person = await open({ backups: 'away' });
    const shown = await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(shown.closest('[role=alert]')).toBeNull();
    const now = vi.spyOn(backend, 'backup_now');
    await person.click(await button('Back up now'));
    await waitFor(() => expect(now).toHaveBeenCalledTimes(1));
    await expect(now.mock.results[0]!.value).rejects.toMatchObject({ code: 'folder_missing' });
    await screen.findByText(/perhaps because its disk is not plugged in/);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('show anything else that went wrong as a failure', async () => {
    const person = await open({ inject: { backup_now: 'file_disk_full' } });
    await person.click(await button('Back up now'));
    expect((await screen.findByRole('alert')).textContent).toMatch(/that disk is full/);
  });

  it('never call a damaged one undamaged, until a new one is made', async () => {
    const person = await open({ backups: 'damaged' });
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toMatch(/did not open when it was tried/);
    expect(screen.queryByText(/all is well|opened and checked/)).toBeNull();
    // Before what is only good to know.
    const last = screen.getByText(/, damaged$/);
    expect(alert.compareDocumentPosition(last) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
    await person.click(await button('Back up now'));
    await screen.findByText(/Mon 23 Nov 2026, 20:30, opened and checked/);
    expect(screen.queryByRole('alert')).toBeNull();
    expect((await backend.backup_status()).state.damaged).toBe(false);
  });

  it('end only after saying that those in the folder stay', async () => {
    const person = await open();
    const before = await files();
    const stop = vi.spyOn(backend, 'backup_stop');
    await person.click(await button('Stop backing up'));
    await screen.findByText(/stay there and can still be restored/);
    expect(stop).not.toHaveBeenCalled();
    await person.click((await screen.findAllByRole('button', { name: 'Stop backing up' })).at(-1)!);
    await button('Choose a folder…');
    expect((await backend.backup_status()).folder).toBeNull();
    await backend.backup_folder_choose();
    expect(await files()).toEqual(before);
  });

  it('show one that began by itself until it has ended', async () => {
    await open({ backups: 'running' });
    await screen.findByText(/Making a backup, opening it/);
    await backend.task_cancel({ task: 'backup' });
    await waitFor(() => expect(screen.queryByText(/Making a backup, opening it/)).toBeNull());
    expect(screen.queryByRole('alert')).toBeNull();
  });
});
