import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend } from '../../backend/testing';
import { refresh } from '../../app/app-state.svelte';
import { live } from '../../shared/live.svelte';
import Help from './Help.svelte';

beforeEach(async () => {
  await beginBackend();
  await refresh();
});
afterEach(() => vi.restoreAllMocks());

describe('Help now', () => {
  it('gives the emergency number before anything else', async () => {
    render(Help);
    const number = await screen.findByText('999');
    const samaritans = screen.getByText('Samaritans');
    expect(number.compareDocumentPosition(samaritans) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
  });

  it('keeps the chosen country', async () => {
    const person = userEvent.setup();
    render(Help);
    await person.selectOptions(await screen.findByLabelText('Country'), 'US');
    await screen.findByText('911');
    await waitFor(async () => expect((await backend.app_state()).settings.country).toBe('US'));
  });

  it('says that a number on the lock screen lies unsealed, and saves what was chosen', async () => {
    const person = userEvent.setup();
    render(Help);
    await person.click(await screen.findByRole('button', { name: 'Add someone' }));
    screen.getByText(/lie unsealed on this computer/);
    expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(false);
    await person.type(screen.getByLabelText('Name'), 'Noor');
    await person.type(screen.getByLabelText('Number'), '07700 900123');
    await person.click(screen.getByRole('checkbox'));
    await person.click(screen.getByRole('button', { name: 'Save' }));
    await screen.findByText('07700 900123');
    // A toast would cover the number.
    expect(live.toasts).toEqual([]);
    expect(live.polite).toMatch(/Noor is shown under Help now/);
    const contact = { name: 'Noor', phone: '07700 900123', on_lock: true };
    expect((await backend.help()).contact).toEqual(contact);
    await backend.lock();
    expect((await backend.help()).contact).toEqual(contact);
  });

  it('asks for nothing but help while it stands alone, and changes nothing', async () => {
    await beginBackend({ locked: true });
    await refresh();
    const saved = vi.spyOn(backend, 'settings_save');
    const person = userEvent.setup();
    render(Help, { onclose: () => {} });
    await person.selectOptions(await screen.findByLabelText('Country'), 'US');
    await screen.findByText('911');
    expect(saved).not.toHaveBeenCalled();
    expect((await backend.app_state()).settings.country).toBe('GB');
    expect(screen.queryByRole('button', { name: 'Add someone' })).toBeNull();
  });
});
