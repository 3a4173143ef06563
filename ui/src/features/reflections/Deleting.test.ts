/** Deleting a reflection, and what older backups have to do with it. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import Deleting from './Deleting.svelte';

async function open(search = '') {
  freshBackend(search);
  const { summaries } = await backend.reflection_list({ query: '', limit: 1, offset: 0 });
  const done = { before: vi.fn(), onclose: vi.fn(), ondeleted: vi.fn() };
  render(Deleting, { id: summaries[0]!.id, title: 'A page', ...done });
  return {
    person: userEvent.setup(),
    done,
    gone: vi.spyOn(backend, 'reflection_delete'),
    alone: vi.spyOn(backend, 'backup_now_alone'),
  };
}
const press = () => screen.findByRole('button', { name: 'Delete this reflection' });
afterEach(() => vi.restoreAllMocks());

describe('Deleting', () => {
  it('leaves older backups alone unless asked, and says how long they hold it', async () => {
    const { person, done, gone, alone } = await open();
    await screen.findByText(/take up to 12 months/);
    await person.click(await press());
    await waitFor(() => expect(done.ondeleted).toHaveBeenCalled());
    expect(gone).toHaveBeenCalledTimes(1);
    expect(alone).not.toHaveBeenCalled();
  });

  it('deletes older backups after the reflection when asked', async () => {
    const { person, done, gone, alone } = await open();
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    await waitFor(() => expect(done.ondeleted).toHaveBeenCalled());
    expect(gone.mock.invocationCallOrder[0]).toBeLessThan(alone.mock.invocationCallOrder[0]!);
  });

  it('says so when the reflection is gone and older backups cannot be deleted yet', async () => {
    const { person, done } = await open('?backups=away');
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    await screen.findByText(/deleted as soon as the next backup can be made/);
    expect(done.ondeleted).not.toHaveBeenCalled();
    await person.click((await screen.findAllByRole('button', { name: 'Close' })).at(-1)!);
    expect(done.ondeleted).toHaveBeenCalledTimes(1);
  });

  it('offers nothing about backups where there is no folder', async () => {
    await open('?backups=none');
    await screen.findByText(/cannot be brought back/);
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  it('keeps asking when nothing could be deleted, and deletes no backup', async () => {
    const { person, done, alone } = await open('?fail=disk_full@reflection_delete');
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    await screen.findByText(/The disk is full/);
    expect(alone).not.toHaveBeenCalled();
    expect(done.ondeleted).not.toHaveBeenCalled();
  });
});
