/** A journal that can only be read: said on every place, with one act, and nothing to write on. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it, vi } from 'vitest';
import App from './App.svelte';
import ReadOnlyBanner from './ReadOnlyBanner.svelte';
import { backend, failureWith } from '../backend';
import { beginBackend, failing, PASSPHRASE, type Begin } from '../backend/testing';
import { nav } from '../app/navigation.svelte';
import { app } from '../app/app-state.svelte';

async function begin(how: Begin) {
  app.state = null;
  app.failure = null;
  nav.current = { place: 'today' };
  nav.holders = [];
  await beginBackend(how);
  render(App);
  return userEvent.setup();
}
afterEach(() => vi.restoreAllMocks());

const banner = () =>
  screen.findByRole('region', { name: /You are reading what is undamaged|You can read, but not write/ });

describe('a damaged journal', () => {
  it('is read as far as it is undamaged, only when the person says so', async () => {
    const person = await begin({ locked: true, damage: 'file' });
    await person.type(await screen.findByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await screen.findByText(/Part of the journal file is damaged/);
    expect(app.state?.state).toBe('locked');
    expect((await backend.app_state()).state).toBe('locked');
    await person.click(screen.getByRole('button', { name: 'Read what is undamaged' }));
    within(await banner()).getByText(/The file of this journal is damaged/);
    expect((await backend.app_state()).read_only).toMatchObject({ damaged: true });
    expect(nav.current.place).toBe('journal');
    const { total } = await backend.reflection_list({ query: '', limit: 1, offset: 0 });
    await screen.findByText(`${total} reflections`);
  });

  it('says when something is not as it was last saved, and not that nothing is missing', () => {
    const { unmount } = render(ReadOnlyBanner, {
      props: { readOnly: { damaged: true, lost: 0, counted: true, changed: true } },
    });
    screen.getByText(/was changed, and not by Sotto/);
    expect(screen.queryByText(/every record in it could be read/)).toBeNull();
    unmount();
  });

  it('is not offered to be read after a wrong passphrase', async () => {
    const person = await begin({ locked: true, damage: 'manifest' });
    await person.type(await screen.findByLabelText('Passphrase'), 'wrong{Enter}');
    await screen.findByText(/That is not the passphrase/);
    expect(screen.queryByRole('button', { name: 'Read what is undamaged' })).toBeNull();
  });

  it('says how much is missing, has no page to write on, and says so on every place', async () => {
    const person = await begin({ damage: { records: 3 } });
    within(await banner()).getByText(/3 records in it cannot be read/);
    await screen.findByText('This journal can only be read');
    expect(screen.queryByLabelText('Title')).toBeNull();
    for (const name of ['Journal', 'Prepare', 'Group', 'Share', 'Settings']) {
      await person.click(screen.getByRole('button', { name }));
      await waitFor(() => expect(screen.getByRole('button', { name }).getAttribute('aria-current')).toBe('page'));
      await banner();
    }
  });

  it('refuses what is typed into a form, and keeps it on screen', async () => {
    const person = await begin({ damage: { records: 3 } });
    await person.click(await screen.findByRole('button', { name: 'Prepare' }));
    await person.click(await screen.findByRole('button', { name: 'Write something new' }));
    await person.type(screen.getByLabelText('In a few words'), 'Leaving on time');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByText(/open for reading only/);
    expect(screen.getByLabelText<HTMLInputElement>('In a few words').value).toBe('Leaving on time');
  });

  it('is saved as a new one, and says what to do with that', async () => {
    const saving = vi.spyOn(backend, 'recovered_save');
    const person = await begin({ damage: 'manifest' });
    within(await banner()).getByText(/nobody can say how much is missing/);
    await person.click(screen.getByRole('button', { name: 'Save what is undamaged…' }));
    await within(await banner()).findByText(/opened again and found whole/);
    const saved = await saving.mock.results[0]?.value;
    expect(saved).toMatchObject({ file: 'sotto-2026-11-23-undamaged.sotto' });
    screen.getByText(saved?.journal ?? '');
    expect(saved?.journal).toMatch(/journal\.sotto$/);
  });

  it('says that nothing was saved when it could not be', async () => {
    const person = await begin({ damage: { records: 3 } });
    failing('file_disk_full', 'recovered_save');
    await person.click(await screen.findByRole('button', { name: 'Save what is undamaged…' }));
    await screen.findByText(/No file was made/);
    expect(within(await banner()).queryByText(/found whole/)).toBeNull();
  });

  it('whose check stops it is read after the passphrase is typed once more', async () => {
    // What nothing but somebody who changes the file after it was opened could bring about.
    vi.spyOn(backend, 'journal_ready').mockRejectedValueOnce(failureWith('tampered'));
    const person = await begin({ damage: { records: 3 }, locked: true });
    await person.type(await screen.findByLabelText('Passphrase'), `${PASSPHRASE}{Enter}`);
    await screen.findByText(/did not pass its check/);
    await person.type(screen.getByLabelText('Passphrase'), PASSPHRASE);
    await person.click(screen.getByRole('button', { name: 'Read what is undamaged' }));
    within(await banner()).getByText(/3 records in it cannot be read/);
    expect(screen.queryByText(/did not pass its check/)).toBeNull();
  });
});

describe('a folder that cannot be written to', () => {
  it('is not told as damage', async () => {
    await begin({ write_protected: true });
    const said = await banner();
    within(said).getByText(/lies in a folder that cannot be written to/);
    expect(said.textContent).not.toMatch(/damaged/);
    within(said).getByRole('button', { name: 'Save a copy…' });
  });
});
