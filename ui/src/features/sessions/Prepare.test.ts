import { render, screen, waitFor, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../../backend';
import { beginBackend, failing } from '../../backend/testing';
import Prepare from './Prepare.svelte';

beforeEach(() => beginBackend());
afterEach(() => vi.restoreAllMocks());

const prepared = (title: string) => backend.preparation().then(({ bring }) => bring.find((one) => one.title === title));
/** The reflection that says how she declined a shift; it has no title. */
async function declined() {
  const found = (await backend.preparation()).since.find((one) => one.text.startsWith('Slept. Said no'));
  if (!found) throw new Error('the world has no such reflection');
  return found;
}

describe('Prepare', () => {
  it('adds up the minutes, also after something new', async () => {
    const person = userEvent.setup();
    render(Prepare);
    await screen.findByText(/8 minutes planned/);
    await person.click(await screen.findByRole('button', { name: 'Write something new' }));
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
    render(Prepare);
    const title = await screen.findByRole('heading', { name: 'That happened to me too' });
    const card = within(title.closest('li') as HTMLElement);
    await person.click(card.getByRole('radio', { name: 'ideas' }));
    await waitFor(async () =>
      expect(await prepared('That happened to me too')).toMatchObject({
        want: 'ideas',
        minutes: 5,
        text: expect.stringContaining('I knew that silence') as string,
      }),
    );
  });

  it('brings only the selected words of a reflection', async () => {
    const person = userEvent.setup();
    const { id } = await declined();
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
    await person.type(screen.getByLabelText('In a few words'), 'A night’s sleep');
    await person.click(screen.getByRole('button', { name: 'Keep this' }));
    await screen.findByRole('heading', { name: 'A night’s sleep' });
    expect(await prepared('A night’s sleep')).toMatchObject({ reflection: id, text: 'Slept.' });
  });

  it('brings the whole reflection when nothing is selected', async () => {
    const person = userEvent.setup();
    const { text } = await declined();
    render(Prepare);
    await person.click(await screen.findByRole('button', { name: 'Bring this to group: Untitled' }));
    const passage = screen.getByLabelText<HTMLTextAreaElement>('The passage, or what you want to say');
    expect(passage.value).toBe(text);
  });

  it('asks before removing, and says that the reflection stays', async () => {
    const person = userEvent.setup();
    const reflection = (await prepared('That happened to me too'))?.reflection ?? '';
    render(Prepare);
    await person.click(await screen.findByRole('button', { name: /^Remove “That happened to me too/ }));
    screen.getByText(/stays in your journal/);
    expect(await prepared('That happened to me too')).toBeDefined();
    await person.click(screen.getByRole('button', { name: 'Remove from what I’ll bring' }));
    await waitFor(() => screen.getByText(/3 minutes planned/));
    expect(await prepared('That happened to me too')).toBeUndefined();
    expect((await backend.reflection_read({ id: reflection })).title).toBe('What I didn’t say on Thursday');
  });

  it('keeps what was typed when it could not be saved', async () => {
    const person = userEvent.setup();
    const { id } = await declined();
    failing('disk_full', 'bring_save');
    render(Prepare, { bring: { reflection: id, title: 'I said no', text: 'Slept.' } });
    await person.click(await screen.findByRole('button', { name: 'Keep this' }));
    await screen.findByText(/The disk is full/);
    expect(screen.getByLabelText<HTMLInputElement>('In a few words').value).toBe('I said no');
  });
});
