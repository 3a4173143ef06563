import { render, screen } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { refresh } from '../../app/app-state.svelte';
import Help from './Help.svelte';

beforeEach(async () => {
  freshBackend();
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
    const saved = vi.spyOn(backend, 'settings_save');
    const person = userEvent.setup();
    render(Help);
    await person.selectOptions(await screen.findByLabelText('Country'), 'US');
    await screen.findByText('911');
    expect(saved.mock.lastCall?.[0].settings.country).toBe('US');
  });

  it('says that a number on the lock screen lies unsealed, and saves what was chosen', async () => {
    const saved = vi.spyOn(backend, 'help_contact_save');
    const person = userEvent.setup();
    render(Help);
    await person.click(await screen.findByRole('button', { name: 'Add someone' }));
    screen.getByText(/lie unsealed on this computer/);
    expect(screen.getByRole<HTMLInputElement>('checkbox').checked).toBe(false);
    await person.type(screen.getByLabelText('Name'), 'Noor');
    await person.type(screen.getByLabelText('Number'), '07700 900123');
    await person.click(screen.getByRole('checkbox'));
    await person.click(screen.getByRole('button', { name: 'Save' }));
    expect(saved).toHaveBeenCalledWith({ contact: { name: 'Noor', phone: '07700 900123', on_lock: true } });
    await screen.findByText('07700 900123');
  });

  it('asks for nothing but help while it stands alone, and changes nothing', async () => {
    const saved = vi.spyOn(backend, 'settings_save');
    const person = userEvent.setup();
    render(Help, { onclose: () => {} });
    await person.selectOptions(await screen.findByLabelText('Country'), 'US');
    await screen.findByText('911');
    expect(saved).not.toHaveBeenCalled();
    expect(screen.queryByRole('button', { name: 'Add someone' })).toBeNull();
  });
});
