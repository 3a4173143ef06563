import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { failureWith } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import Received from './Received.svelte';

beforeEach(() => freshBackend());

describe('Received', () => {
  it('gives the numbers of each mood as a table', async () => {
    render(Received);
    const table = within(await screen.findByRole('table', { name: /Mood from Maya/ }));
    expect(table.getAllByRole('row')).toHaveLength(12);
    table.getByRole('row', { name: '27 October 4' });
  });

  it('says nothing about what did not arrive', async () => {
    render(Received);
    const row = await screen.findByRole('row', { name: /^Jo/ });
    const wants = within(row).getAllByRole('cell').at(-2);
    expect(wants?.textContent?.trim()).toBe('');
    expect(document.body.textContent).not.toMatch(/not shared|nothing from| of \d+/i);
  });

  it('shows the page in a frame that allows nothing, and whether its sender is verified', async () => {
    const person = userEvent.setup();
    render(Received);
    await person.click(await screen.findByRole('button', { name: /^See the page from Jo/ }));
    screen.getByText(/Jo is not among your contacts/);
    expect(screen.getByTitle(/^From Jo/).getAttribute('sandbox')).toBe('');
  });

  it('takes in several files, and says which of them was refused and why', async () => {
    const person = userEvent.setup();
    const { backend } = await import('../../backend');
    const [first, second] = await backend.received_list();
    if (!first || !second) throw new Error('the mock has two');
    vi.spyOn(backend, 'received_open').mockResolvedValue({
      opened: [first, second],
      refused: [{ file: 'third.age', failure: failureWith('share_not_for_you') }],
    });
    render(Received);
    await screen.findByText('The visit');
    await person.click(screen.getByRole('button', { name: 'Open shared files…' }));
    await screen.findByText(/^third\.age: This file is sealed to someone else/);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('tells why a file was refused and keeps the rest', async () => {
    freshBackend('?fail=share_forged@received_open');
    const person = userEvent.setup();
    render(Received);
    await screen.findByText('The visit');
    await person.click(screen.getByRole('button', { name: 'Open shared files…' }));
    await screen.findByText(/does not come from the person it names/);
    screen.getByText('The visit');
  });
});
