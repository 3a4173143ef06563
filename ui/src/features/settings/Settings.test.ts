/** Settings as a person changes them, and the check of everything. */
import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE, type Begin } from '../../backend/testing';
import { refresh } from '../../app/app-state.svelte';
import Settings from './Settings.svelte';

async function open(begin: Begin = {}) {
  await beginBackend(begin);
  if (begin.locked) await backend.unlock({ passphrase: PASSPHRASE });
  await refresh();
  render(Settings);
  return userEvent.setup();
}
const stored = async () => (await backend.app_state()).settings;
beforeEach(() => document.documentElement.removeAttribute('data-theme'));
afterEach(() => vi.restoreAllMocks());

describe('Settings', () => {
  it('applies colours at once', async () => {
    const person = await open();
    await person.click(screen.getByRole('radio', { name: 'Dark' }));
    await vi.waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
    expect((await stored()).theme).toBe('dark');
  });

  it('says when a setting could not be saved, and shows what is saved', async () => {
    const person = await open({ theme: 'light', inject: { settings_save: 'read_only' } });
    const minutes = screen.getByLabelText<HTMLSelectElement>('Lock when nothing happens for');
    await person.selectOptions(minutes, '10');
    await screen.findByText(/Not saved/);
    await vi.waitFor(() => expect(minutes.value).toBe('5'));
    const country = screen.getByLabelText<HTMLSelectElement>('Country for Help now');
    await person.selectOptions(country, 'US');
    await vi.waitFor(() => expect(country.selectedOptions[0]?.textContent).toBe('United Kingdom'));
    await person.click(screen.getByRole('radio', { name: 'Dark' }));
    await vi.waitFor(() => expect(screen.getByRole<HTMLInputElement>('radio', { name: 'Light' }).checked).toBe(true));
    expect(await stored()).toMatchObject({ lock_after: 5, country: 'GB', theme: 'light' });
  });

  it('keeps the time until it locks and the country', async () => {
    const person = await open();
    await person.selectOptions(screen.getByLabelText('Lock when nothing happens for'), '10');
    await vi.waitFor(async () => expect((await stored()).lock_after).toBe(10));
    await person.selectOptions(screen.getByLabelText('Country for Help now'), 'Not chosen');
    await vi.waitFor(async () => expect((await stored()).country).toBeNull());
  });

  it('changes the passphrase only with the old one and two equal new ones', async () => {
    const person = await open({ world: 'empty' });
    const change = vi.spyOn(backend, 'passphrase_change');
    const press = () => person.click(screen.getByRole('button', { name: 'Change the passphrase' }));
    await person.click(screen.getByRole('button', { name: 'Change the passphrase…' }));
    await person.type(screen.getByLabelText('Passphrase now'), 'wrong');
    await person.type(screen.getByLabelText('Passphrase', { selector: 'input' }), 'a new long one');
    await person.type(screen.getByLabelText('Passphrase again'), 'another');
    await press();
    await screen.findByText(/The two do not match yet/);
    expect(change).not.toHaveBeenCalled();
    await person.clear(screen.getByLabelText('Passphrase again'));
    await person.type(screen.getByLabelText('Passphrase again'), 'a new long one');
    await press();
    await screen.findByText(/That is not the passphrase/);
    await person.clear(screen.getByLabelText('Passphrase now'));
    await person.type(screen.getByLabelText('Passphrase now'), PASSPHRASE);
    await press();
    await screen.findByRole('button', { name: 'Change the passphrase…' });
    await backend.lock();
    await expect(backend.unlock({ passphrase: PASSPHRASE })).rejects.toMatchObject({ code: 'passphrase_wrong' });
    await backend.unlock({ passphrase: 'a new long one' });
  });

  it('never calls a damaged journal undamaged', async () => {
    const person = await open({ locked: true, damage: { records: 2 } });
    await person.click(screen.getByRole('button', { name: 'Check everything' }));
    await screen.findByText(/2 parts of the journal are damaged\. \d+ records open as they should/);
    expect(screen.queryByText(/All is well/)).toBeNull();
  });

  it('says so when everything could be opened', async () => {
    const person = await open();
    await person.click(screen.getByRole('button', { name: 'Check everything' }));
    await screen.findByText(/^\d{3} records checked. All is well.$/);
  });
});
