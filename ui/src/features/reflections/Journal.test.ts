/** The journal as a person leafs through it. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { nav } from '../../app/navigation.svelte';
import Journal from './Journal.svelte';

beforeEach(() => freshBackend());
afterEach(() => vi.restoreAllMocks());
const open = () => render(Journal);

describe('the journal', () => {
  it('finds what is typed and says how many', async () => {
    const person = userEvent.setup();
    const list = vi.spyOn(backend, 'reflection_list');
    open();
    await screen.findByText('324 reflections');
    await person.type(screen.getByRole('searchbox', { name: 'Search' }), 'brother silence');
    await screen.findByText('8 reflections');
    expect(list.mock.lastCall?.[0]).toMatchObject({ query: 'brother silence', limit: 100 });
    expect(document.querySelector('.card mark')).not.toBeNull();
  });

  it('writes a chosen mood into the query', async () => {
    const person = userEvent.setup();
    open();
    await person.click(await screen.findByRole('button', { name: 'Mood' }));
    await person.click(screen.getByRole('button', { name: '1 or 2' }));
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('mood:<3');
  });

  it('draws few of ten thousand', async () => {
    const card = { id: 'x', date: '2026-11-23T20:14:00Z', title: 'One of many', mood: 3, tags: [], snippet: [] };
    vi.spyOn(backend, 'reflection_list').mockImplementation(async ({ limit, offset }) => ({
      summaries: Array.from({ length: limit }, (_, i) => ({ ...card, id: `r${offset + i}` })),
      total: 10_000,
    }));
    open();
    await screen.findByText('10,000 reflections');
    expect(screen.getAllByText('One of many').length).toBeLessThan(40);
  });

  it('deletes only after the consequence was named', async () => {
    const person = userEvent.setup();
    const gone = vi.spyOn(backend, 'reflection_delete');
    open();
    await person.click((await screen.findAllByText('I said no'))[0] as HTMLElement);
    await person.click(await screen.findByRole('button', { name: 'Delete this reflection' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this reflection?' });
    expect(gone).not.toHaveBeenCalled();
    expect(dialog.textContent).toContain('cannot be brought back');
    await person.click(within(dialog).getByRole('button', { name: 'Delete this reflection' }));
    await screen.findByText('323 reflections');
    expect(gone).toHaveBeenCalledTimes(1);
  });

  it('brings a reflection to the group', async () => {
    const person = userEvent.setup();
    open();
    await person.click((await screen.findAllByText('I said no'))[0] as HTMLElement);
    await person.click(await screen.findByRole('button', { name: 'Bring this to group' }));
    await waitFor(() => expect(nav.current).toMatchObject({ place: 'prepare', bring: { title: 'I said no' } }));
  });

  it('says what it is for when it is empty', async () => {
    freshBackend('?empty=1');
    open();
    await screen.findByRole('heading', { name: 'Your journal begins with a page' });
  });

  it('tells why it cannot be read and lets one try again', async () => {
    freshBackend('?fail=vault_damaged@reflection_list');
    const person = userEvent.setup();
    open();
    await screen.findByText(/Part of the journal file is damaged/);
    freshBackend();
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText('324 reflections');
  });
});
