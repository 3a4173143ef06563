import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import Prepare from './Prepare.svelte';

beforeEach(() => freshBackend());
afterEach(() => vi.restoreAllMocks());

describe('Prepare', () => {
  it('adds up the minutes, also after something new', async () => {
    const person = userEvent.setup();
    render(Prepare);
    await screen.findByText(/8 minutes planned/);
    await person.click(screen.getByRole('button', { name: 'Write something new' }));
    await person.type(screen.getByLabelText('In a few words'), 'Leaving on time');
    const minutes = screen.getByLabelText('Minutes');
    await person.clear(minutes);
    await person.type(minutes, '4');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByText(/12 minutes planned/);
    screen.getByRole('heading', { name: 'Leaving on time' });
  });

  it('keeps what is wanted as soon as it is chosen', async () => {
    const person = userEvent.setup();
    const saved = vi.spyOn(backend, 'bring_save');
    render(Prepare);
    const [first] = await screen.findAllByRole('group', { name: 'From the group I’d like' });
    if (!first) throw new Error('nothing to bring');
    await person.click(within(first).getByRole('radio', { name: 'ideas' }));
    expect(saved.mock.lastCall?.[0]).toMatchObject({ id: 'b-too', input: { want: 'ideas', minutes: 5 } });
  });

  it('brings only the selected words of a reflection', async () => {
    const person = userEvent.setup();
    render(Prepare);
    const text = (await screen.findByText(/Slept\. Said no/)).firstChild;
    if (!text) throw new Error('no text');
    const range = document.createRange();
    range.setStart(text, 0);
    range.setEnd(text, 6);
    document.getSelection()?.removeAllRanges();
    document.getSelection()?.addRange(range);
    document.dispatchEvent(new Event('selectionchange'));
    await person.click(await screen.findByRole('button', { name: 'Bring these words to group' }));
    const passage = screen.getByLabelText<HTMLTextAreaElement>('The passage, or what you want to say');
    expect(passage.value).toBe('Slept.');
  });

  it('brings the whole reflection when nothing is selected', async () => {
    const person = userEvent.setup();
    render(Prepare);
    await person.click(await screen.findByRole('button', { name: 'Bring this to group: I said no' }));
    const passage = screen.getByLabelText<HTMLTextAreaElement>('The passage, or what you want to say');
    expect(passage.value).toBe('Slept. Said no to the extra shift and nothing fell down.');
  });

  it('asks before removing, and says that the reflection stays', async () => {
    const person = userEvent.setup();
    render(Prepare);
    await person.click(await screen.findByRole('button', { name: /^Remove “I said no/ }));
    screen.getByText(/stays in your journal/);
    await person.click(screen.getByRole('button', { name: 'Remove from what I’ll bring' }));
    await waitFor(() => screen.getByText(/5 minutes planned/));
  });

  it('keeps what was typed when it could not be saved', async () => {
    const person = userEvent.setup();
    freshBackend('?fail=disk_full');
    render(Prepare, {
      bring: { reflection: 'r-shift', title: 'I said no', text: 'Slept.' },
    });
    await person.click(await screen.findByRole('button', { name: 'Keep this' }));
    await screen.findByText(/The disk is full/);
    expect(screen.getByLabelText<HTMLInputElement>('In a few words').value).toBe('I said no');
  });
});
