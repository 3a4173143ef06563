/** What was typed about something to bring is not lost by going, locking or closing, and not added twice. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, failureWith } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { flushAll, nav } from '../../app/navigation.svelte';
import Prepare from './Prepare.svelte';

const person = userEvent.setup();
const title = () => screen.getByLabelText<HTMLInputElement>('In a few words');
const text = () => screen.getByLabelText<HTMLTextAreaElement>('The passage, or what you want to say');
const brought = async () => (await backend.preparation()).bring;

async function begin() {
  const page = render(Prepare);
  await person.click(await screen.findByRole('button', { name: 'Write something new' }));
  return page;
}

beforeEach(() => {
  freshBackend();
  nav.holders = [];
});
afterEach(() => vi.restoreAllMocks());

describe('something to bring', () => {
  it('is sealed when everything is, and once only', async () => {
    const before = (await brought()).length;
    await begin();
    await person.type(title(), 'Leaving');
    expect(await Promise.all([flushAll(), flushAll()])).toEqual([true, true]);
    expect((await brought()).map((one) => one.title)).toContain('Leaving');
    await person.type(title(), ' on time');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByRole('heading', { name: 'Leaving on time' });
    expect(await brought()).toHaveLength(before + 1);
    await waitFor(() => expect(nav.holders).toHaveLength(0));
  });

  it('holds up nobody, and seals nothing, while nothing was typed', async () => {
    const saved = vi.spyOn(backend, 'bring_save');
    await begin();
    expect(await flushAll()).toBe(true);
    expect(saved).not.toHaveBeenCalled();
  });

  it('lets nobody leave while it is unfinished, and says what is missing', async () => {
    await begin();
    await person.type(text(), 'What I cannot say');
    expect(await flushAll()).toBe(false);
    await screen.findByText(/Give it a few words/);
  });

  it('is taken up again, unfinished, where it was left', async () => {
    const page = await begin();
    await person.type(text(), 'What I cannot say');
    page.unmount();
    expect(await flushAll()).toBe(false);
    expect(nav.holders[0]).toMatchObject({
      shown: false,
      failure: { code: 'bring_unfinished' },
      finishAt: { place: 'prepare' },
    });
    render(Prepare);
    await waitFor(() => expect(text().value).toBe('What I cannot say'));
    await person.type(title(), 'Too hard');
    expect(await flushAll()).toBe(true);
    expect((await brought()).filter((one) => one.text === 'What I cannot say')).toHaveLength(1);
  });

  it('is taken up as a change of what is already there', async () => {
    const page = render(Prepare);
    const count = (await brought()).length;
    await person.click((await screen.findAllByRole('button', { name: /^Edit “/ }))[0] as HTMLElement);
    await person.clear(title());
    page.unmount();
    render(Prepare);
    await waitFor(() => expect(title().value).toBe(''));
    await person.type(title(), 'Another name');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByRole('heading', { name: 'Another name' });
    expect(await brought()).toHaveLength(count);
  });

  it('stays held when it could not be sealed on going, until it can', async () => {
    const page = await begin();
    await person.type(title(), 'Leaving');
    const saved = vi.spyOn(backend, 'bring_save').mockRejectedValue(failureWith('disk_full'));
    page.unmount();
    expect(await flushAll()).toBe(false);
    expect(nav.holders[0]).toMatchObject({ shown: false, failure: { code: 'disk_full' } });
    saved.mockRestore();
    expect(await flushAll()).toBe(true);
    expect(nav.holders).toHaveLength(0);
    expect((await brought()).map((one) => one.title)).toContain('Leaving');
  });

  it('is taken back by Cancel when it was sealed unasked', async () => {
    const before = await brought();
    await begin();
    await person.type(title(), 'Leaving');
    await flushAll();
    await person.click(screen.getByRole('button', { name: 'Cancel' }));
    await screen.findByRole('button', { name: 'Write something new' });
    expect(await brought()).toEqual(before);

    await person.click(screen.getAllByRole('button', { name: /^Edit “/ })[0] as HTMLElement);
    await person.type(title(), ', changed');
    await flushAll();
    expect(await brought()).not.toEqual(before);
    await person.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(async () => expect(await brought()).toEqual(before));
  });
});
