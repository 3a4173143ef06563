import { render, screen, within } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, failureWith } from '../../backend';
import { beginBackend, failing } from '../../backend/testing';
import { failureText } from '../../i18n';
import Received from './Received.svelte';

beforeEach(() => beginBackend({ world: 'therapist' }));
afterEach(() => vi.restoreAllMocks());

const openFiles = async () =>
  userEvent.setup().click(await screen.findByRole('button', { name: 'Open shared files…' }));
const senders = async () => (await backend.received_list()).map((one) => one.from).sort();
/** Shares a mood with Maya; nobody else can open that file, not even who sealed it. */
async function sealForMaya(): Promise<string> {
  const maya = (await backend.contact_list()).find((one) => one.name === 'Maya');
  await backend.draft_save({
    reflection: null,
    input: { title: '', text: 'A long day.', mood: 3, feelings: [], tags: [], date: null },
  });
  const choice = { to: [maya?.id ?? ''], bring: false, mood_weeks: 4, reflections: [], keep_names: [] };
  const { sha256 } = await backend.share_preview({ choice });
  return (await backend.share_seal({ sha256 }))?.file ?? '';
}

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

  it('shows a page at once when it came alone, and keeps it', async () => {
    await beginBackend({ world: 'therapist', choose: ['priya.age'] });
    render(Received);
    await openFiles();
    const dialog = within(await screen.findByRole('dialog', { name: /^From Priya/ }));
    dialog.getByText(/You have not compared words with Priya/);
    const address = dialog.getByTitle(/^From Priya/).getAttribute('src') ?? '';
    expect(await (await fetch(address)).text()).toContain('A goodbye');
    await screen.findByRole('row', { name: /^Priya/ });
    expect(await senders()).toEqual(['Jo', 'Maya', 'Priya', 'Sam']);
  });

  it('takes in several files, and says which of them was refused and why', async () => {
    const file = 'sotto-2026-11-23.age';
    await beginBackend({ world: 'therapist', choose: ['priya.age', 'sam.age', `../out/${file}`] });
    expect(await sealForMaya()).toBe(file);
    render(Received);
    await screen.findByText('The visit');
    await openFiles();
    await screen.findByText(/^sotto-2026-11-23\.age: This file is sealed to someone else/);
    expect(screen.queryByRole('dialog')).toBeNull();
    await screen.findByText('A goodbye');
    // Sam's page was here before.
    expect(await senders()).toEqual(['Jo', 'Maya', 'Priya', 'Sam']);
  });

  it('tells why a file was refused and keeps the rest', async () => {
    await beginBackend({ world: 'therapist', choose: ['../journal.sotto'] });
    render(Received);
    await screen.findByText('The visit');
    await openFiles();
    await screen.findByText(/^journal\.sotto: This file is not a sealed share/);
    screen.getByText('The visit');
    expect(await senders()).toEqual(['Jo', 'Maya', 'Sam']);
  });

  it('says that something went wrong with all of them, and leaves what is shown', async () => {
    failing('unexpected', 'received_open');
    render(Received);
    await screen.findByText('The visit');
    await openFiles();
    expect((await screen.findByRole('alert')).textContent).toContain(failureText(failureWith('unexpected')));
    screen.getByText('The visit');
  });

  it('changes nothing when no file was chosen', async () => {
    render(Received);
    await openFiles();
    await screen.findByText('The visit');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.queryByRole('alert')).toBeNull();
    expect(await senders()).toEqual(['Jo', 'Maya', 'Sam']);
  });
});
