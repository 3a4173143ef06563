/** What was typed about something to bring is not lost by going, locking or closing, and not added twice. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, failing, PASSPHRASE } from '../../backend/testing';
import { flushAll, lastWords, nav } from '../../app/navigation.svelte';
import { BringDraft } from './bring-draft.svelte';
import Prepare from './Prepare.svelte';

const person = userEvent.setup();
const title = () => screen.getByLabelText<HTMLInputElement>('In a few words');
const text = () => screen.getByLabelText<HTMLTextAreaElement>('The passage, or what you want to say');
const brought = async () => (await backend.preparation()).bring.toSorted((a, b) => a.id.localeCompare(b.id));
/** Begins to change what the world has to bring: it has a passage, too. */
const edit = async () => person.click(await screen.findByRole('button', { name: /^Edit “That happened to me too/ }));

async function begin() {
  const page = render(Prepare);
  await person.click(await screen.findByRole('button', { name: 'Write something new' }));
  return page;
}

beforeEach(async () => {
  await beginBackend();
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
    await edit();
    await person.clear(title());
    page.unmount();
    render(Prepare);
    await waitFor(() => expect(title().value).toBe(''));
    await person.type(title(), 'Another name');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByRole('heading', { name: 'Another name' });
    expect(await brought()).toHaveLength(count);
  });

  it('is set aside while it is unfinished, and taken up again after locking, once', async () => {
    const count = (await brought()).length;
    const page = await begin();
    await person.type(text(), 'What I cannot say');
    expect(await lastWords()).toBe('disk');
    await backend.lock();
    page.unmount();
    nav.holders = [];
    const [unfinished, ...others] = (await backend.unlock({ passphrase: PASSPHRASE })).unsaved;
    expect(others).toEqual([]);
    expect(unfinished).toMatchObject({
      failure: null,
      words: { what: 'unfinished', input: { text: 'What I cannot say' } },
    });
    if (unfinished?.words.what !== 'unfinished') return;
    BringDraft.ofUnsaved(unfinished.words, null);
    expect(nav.holders[0]).toMatchObject({ shown: false, finishAt: { place: 'prepare' } });
    render(Prepare);
    await waitFor(() => expect(text().value).toBe('What I cannot say'));
    await person.type(title(), 'Too hard');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByRole('heading', { name: 'Too hard' });
    await backend.lock();
    expect((await backend.unlock({ passphrase: PASSPHRASE })).unsaved).toEqual([]);
    expect(await brought()).toHaveLength(count + 1);
  });

  it.each(['Cancel', 'emptied'])('does not come back after locking once it was given up: %s', async (how) => {
    await begin();
    await person.type(text(), 'What I cannot say');
    expect(await lastWords()).toBe('disk');
    if (how === 'Cancel') await person.click(screen.getByRole('button', { name: how }));
    else await person.clear(text());
    expect(await lastWords()).toBe('saved');
    await waitFor(async () => {
      await backend.lock();
      expect((await backend.unlock({ passphrase: PASSPHRASE })).unsaved).toEqual([]);
    });
  });

  it('stays held when it could not be sealed on going, until it can', async () => {
    const page = await begin();
    await person.type(title(), 'Leaving');
    failing('disk_full', 'bring_save');
    page.unmount();
    expect(await flushAll()).toBe(false);
    expect(nav.holders[0]).toMatchObject({ shown: false, failure: { code: 'disk_full' } });
    vi.restoreAllMocks();
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

    await edit();
    await person.type(title(), ', changed');
    await flushAll();
    expect(await brought()).not.toEqual(before);
    await person.click(screen.getByRole('button', { name: 'Cancel' }));
    await waitFor(async () => expect(await brought()).toEqual(before));
  });
});
