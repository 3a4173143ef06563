/** The journal as a person leafs through it. */
import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, PASSPHRASE } from '../../backend/testing';
import { nav } from '../../app/navigation.svelte';
import Journal from './Journal.svelte';

beforeEach(() => beginBackend());
afterEach(() => vi.restoreAllMocks());
const open = () => render(Journal);

const TITLE = 'Dad, on a Saturday';
const count = async (query = '') => (await backend.reflection_list({ query, limit: 1, offset: 0 })).total;
const choose = async () =>
  userEvent.setup().click(await screen.findByRole('button', { name: new RegExp(`${TITLE} Called Dad`) }));

describe('the journal', () => {
  it('finds what is typed and says how many', async () => {
    const person = userEvent.setup();
    const list = vi.spyOn(backend, 'reflection_list');
    const [all, found] = [await count(), await count('brother silence')];
    expect(found).toBeLessThan(all);
    open();
    await screen.findByText(`${all} reflections`);
    await person.type(screen.getByRole('searchbox', { name: 'Search' }), 'brother silence');
    await screen.findByText(`${found} reflections`);
    expect(list.mock.lastCall?.[0]).toMatchObject({ query: 'brother silence', limit: 100 });
    const hits = [...document.querySelectorAll('.card mark')].map((one) => one.textContent.toLowerCase());
    expect(new Set(hits)).toEqual(new Set(['brother', 'silence']));
  });

  it('writes a chosen mood into the query', async () => {
    const person = userEvent.setup();
    open();
    await person.click(await screen.findByRole('button', { name: 'Mood' }));
    await person.click(screen.getByRole('button', { name: '1 or 2' }));
    expect(screen.getByRole<HTMLInputElement>('searchbox').value).toBe('mood:<3');
    await screen.findByText(`${await count('mood:<3')} reflections`);
  });

  it('draws few of many', async () => {
    const all = await count();
    expect(all).toBeGreaterThan(300);
    open();
    await screen.findByText(`${all} reflections`);
    await screen.findAllByText(TITLE);
    expect(document.querySelectorAll('.card').length).toBeLessThan(40);
  });

  it('deletes only after the consequence was named', async () => {
    const person = userEvent.setup();
    const all = await count();
    const gone = vi.spyOn(backend, 'reflection_delete');
    open();
    await choose();
    await person.click(await screen.findByRole('button', { name: 'Delete this reflection' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete this reflection?' });
    expect(gone).not.toHaveBeenCalled();
    expect(dialog.textContent).toContain('cannot be brought back');
    await person.click(within(dialog).getByRole('button', { name: 'Delete this reflection' }));
    await screen.findByText(`${all - 1} reflections`);
    expect(gone).toHaveBeenCalledTimes(1);
    expect(await count()).toBe(all - 1);
    expect(screen.queryByText(TITLE)).toBeNull();
  });

  it('shows at once that a reflection is gone, also when older backups cannot be deleted yet', async () => {
    await beginBackend({ backups: 'away' });
    const person = userEvent.setup();
    const all = await count();
    open();
    await choose();
    await person.click(await screen.findByRole('button', { name: 'Delete this reflection' }));
    await person.click(await screen.findByRole('checkbox', { name: /Also delete older backups/ }));
    await person.click(screen.getAllByRole('button', { name: 'Delete this reflection' }).at(-1)!);
    const dialog = await screen.findByRole('dialog', { name: 'Deleted here, not yet from older backups' });
    await screen.findByText(`${all - 1} reflections`);
    expect(screen.queryByText(TITLE)).toBeNull();
    await person.click(within(dialog).getAllByRole('button', { name: 'Close' }).at(-1)!);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('searchbox')));
  });

  it('ends changing a page by Escape, but not when a field in it uses the key', async () => {
    const person = userEvent.setup();
    open();
    await choose();
    await person.click(await screen.findByRole('button', { name: 'Edit' }));
    await person.click(await screen.findByRole('button', { name: /^Add a feeling|^\+? ?feeling/i }));
    await person.keyboard('wor{Escape}');
    screen.getByRole('button', { name: 'Done' });
    await person.type(screen.getByLabelText('Title'), ', again{Escape}');
    await screen.findByRole('button', { name: 'Edit' });
    await screen.findByRole('heading', { name: `${TITLE}, again` });
  });

  it('brings a reflection to the group', async () => {
    const person = userEvent.setup();
    open();
    await choose();
    await person.click(await screen.findByRole('button', { name: 'Bring this to group' }));
    await waitFor(() => expect(nav.current).toMatchObject({ place: 'prepare', bring: { title: TITLE } }));
  });

  it('says what it is for when it is empty', async () => {
    await beginBackend({ world: 'empty' });
    open();
    await screen.findByRole('heading', { name: 'Your journal begins with a page' });
  });

  it('tells why it cannot be read and lets one try again', async () => {
    const person = userEvent.setup();
    const all = await count();
    await backend.lock();
    open();
    await screen.findByText(/The journal is locked/);
    await backend.unlock({ passphrase: PASSPHRASE, how: null });
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByText(`${all} reflections`);
  });
});
