/** Deleting a reflection, and what older backups have to do with it. */
import { render, screen, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, failing, type Begin } from '../../backend/testing';
import Deleting from './Deleting.svelte';

async function open(begin: Begin = {}) {
  await beginBackend(begin);
  const { summaries } = await backend.reflection_list({ query: '', limit: 1, offset: 0 });
  const id = summaries[0]!.id;
  const status = vi.spyOn(backend, 'backup_status');
  const done = { before: vi.fn(), onclose: vi.fn(), ondeleted: vi.fn() };
  render(Deleting, { id, title: 'A page', ...done });
  return {
    person: userEvent.setup(),
    done,
    /** Until the dialog knows whether there are backups. */
    answered: async () => {
      await status.mock.results[0]?.value;
      await tick();
    },
    isGone: () =>
      backend.reflection_read({ id }).then(
        () => false,
        ({ code }: { code: string }) => code === 'not_found',
      ),
    gone: vi.spyOn(backend, 'reflection_delete'),
    alone: vi.spyOn(backend, 'backup_now_alone'),
  };
}
const press = () => screen.findByRole('button', { name: 'Delete this reflection' });
const backups = async () => (await backend.restore_list()).files.length;
afterEach(() => vi.restoreAllMocks());

describe('Deleting', () => {
  it('leaves older backups alone unless asked, and says how long they hold it', async () => {
    const { person, done, isGone, gone, alone } = await open();
    const before = await backups();
    await screen.findByText(/take up to 12 months/);
    await person.click(await press());
    await waitFor(() => expect(done.ondeleted).toHaveBeenCalled());
    expect(await isGone()).toBe(true);
    expect(gone).toHaveBeenCalledTimes(1);
    expect(alone).not.toHaveBeenCalled();
    expect(await backups()).toBe(before);
  });

  it('deletes older backups after the reflection when asked', async () => {
    const { person, done, isGone, gone, alone } = await open();
    expect(await backups()).toBeGreaterThan(1);
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    await waitFor(() => expect(done.onclose).toHaveBeenCalled());
    expect(await isGone()).toBe(true);
    expect(gone.mock.invocationCallOrder[0]).toBeLessThan(alone.mock.invocationCallOrder[0]!);
    expect(await backups()).toBe(1);
  });

  it('says so when the reflection is gone and older backups cannot be deleted yet', async () => {
    const { person, done, isGone } = await open({ backups: 'away' });
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    const why = await screen.findByText(/once it is, Sotto makes a new backup and deletes them by itself/);
    expect(why.textContent).not.toMatch(/try again|Nothing has been written/);
    expect(await isGone()).toBe(true);
    expect((await backend.backup_status()).alone).toBe(true);
    expect(done.ondeleted).toHaveBeenCalledTimes(1);
    expect(done.onclose).not.toHaveBeenCalled();
    await person.click((await screen.findAllByRole('button', { name: 'Close' })).at(-1)!);
    expect(done.onclose).toHaveBeenCalledTimes(1);
  });

  it('gives no advice where nothing is to be tried again', async () => {
    const { person } = await open({ inject: { backup_now_alone: 'file_disk_full' } });
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    const why = await screen.findByText(/deleted as soon as the next backup can be made/);
    expect(why.textContent).not.toMatch(/try again/);
  });

  it('offers nothing about backups where there is no folder', async () => {
    const { answered } = await open({ backups: 'none' });
    await screen.findByText(/cannot be brought back/);
    await answered();
    expect(screen.queryByRole('checkbox')).toBeNull();
  });

  it('keeps asking when nothing could be deleted, and deletes no backup', async () => {
    const { person, done, isGone, alone } = await open();
    failing('disk_full', 'reflection_delete');
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(await press());
    await screen.findByText(/The disk is full/);
    expect(await isGone()).toBe(false);
    expect(alone).not.toHaveBeenCalled();
    expect(done.ondeleted).not.toHaveBeenCalled();
  });
});
