import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { refresh } from '../../app/app-state.svelte';
import Settings from './Settings.svelte';

async function open(search = '') {
  freshBackend(search);
  await refresh();
  render(Settings);
  return userEvent.setup();
}
afterEach(() => vi.restoreAllMocks());

describe('Settings', () => {
  it('applies colours at once', async () => {
    const person = await open();
    await person.click(screen.getByRole('radio', { name: 'Dark' }));
    await vi.waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'));
  });

  it('tells when a setting could not be saved', async () => {
    const person = await open('?fail=read_only');
    await person.selectOptions(screen.getByLabelText('Lock when nothing happens for'), '10');
    await screen.findByText(/Not saved/);
  });

  it('changes the passphrase only with the old one and two equal new ones', async () => {
    const person = await open();
    const changed = vi.spyOn(backend, 'passphrase_change');
    await person.click(screen.getByRole('button', { name: 'Change the passphrase…' }));
    await person.type(screen.getByLabelText('Passphrase now'), 'the old one');
    await person.type(screen.getByLabelText('Passphrase', { selector: 'input' }), 'a new long one');
    await person.type(screen.getByLabelText('Passphrase again'), 'another');
    await person.click(screen.getByRole('button', { name: 'Change the passphrase' }));
    expect(changed).not.toHaveBeenCalled();
    await person.clear(screen.getByLabelText('Passphrase again'));
    await person.type(screen.getByLabelText('Passphrase again'), 'a new long one');
    await person.click(screen.getByRole('button', { name: 'Change the passphrase' }));
    expect(changed).toHaveBeenCalledWith({ old: 'the old one', new: 'a new long one' });
  });

  it('never calls a damaged journal well', async () => {
    const person = await open();
    vi.spyOn(backend, 'verify').mockResolvedValue({ records: 10, damaged: ['a', 'b'], rolled_back: true });
    await person.click(screen.getByRole('button', { name: 'Check everything' }));
    await screen.findByText(/2 of 10 records are damaged/);
    screen.getByText(/older than the one last seen/);
    expect(screen.queryByText(/All is well/)).toBeNull();
  });
});

beforeEach(() => {
  document.documentElement.removeAttribute('data-theme');
});
