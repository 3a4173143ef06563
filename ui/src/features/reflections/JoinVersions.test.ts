/** A page that was written on two computers: both versions are shown, and joining them loses nothing. */
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refresh } from '../../app/app-state.svelte';
import { backend } from '../../backend';
import { beginBackend, failing } from '../../backend/testing';
import JoinVersions from './JoinVersions.svelte';

const HERE = /lost count at the bridge/;
const ELSEWHERE = /in the stairwell/;
let id = '';

async function open() {
  await refresh();
  const onclose = vi.fn();
  const onjoined = vi.fn();
  render(JoinVersions, { id, others: 1, onclose, onjoined });
  await screen.findByText(HERE);
  screen.getByText(ELSEWHERE);
  return { person: userEvent.setup(), onclose, onjoined };
}
const read = () => backend.reflection_read({ id });

beforeEach(async () => {
  await beginBackend();
  const found = await backend.reflection_list({ query: '"Four, seven, eight"', limit: 1, offset: 0 });
  id = found.summaries[0]!.id;
});
afterEach(() => vi.restoreAllMocks());

describe('Two versions of a page', () => {
  it('makes the chosen one the page, and leaves the other in its history', async () => {
    const { person, onjoined } = await open();
    await person.click(screen.getByRole('button', { name: /Keep this version, saved Thursday 19 November/ }));
    await waitFor(() => expect(onjoined).toHaveBeenCalled());
    expect(await read()).toMatchObject({ others: 0, text: expect.stringMatching(HERE) });
    const texts = (await backend.reflection_revisions({ id })).map((one) => one.text);
    expect(texts.some((text) => ELSEWHERE.test(text))).toBe(true);
  });

  it('puts one under the other', async () => {
    const { person, onjoined } = await open();
    await person.click(screen.getByRole('button', { name: 'Put one under the other' }));
    await waitFor(() => expect(onjoined).toHaveBeenCalled());
    const { text, others } = await read();
    expect(others).toBe(0);
    expect(text).toMatch(HERE);
    expect(text).toMatch(ELSEWHERE);
  });

  it('stays open when joining fails, and changes nothing when it is left', async () => {
    const { person, onclose, onjoined } = await open();
    failing('disk_full', 'reflection_join');
    await person.click(screen.getByRole('button', { name: 'Put one under the other' }));
    await screen.findByText(/The disk is full/);
    expect(onjoined).not.toHaveBeenCalled();
    await person.click(screen.getByRole('button', { name: 'Leave as it is' }));
    expect(onclose).toHaveBeenCalled();
    expect((await read()).others).toBe(1);
  });

  it('joins nothing in a journal that can only be read', async () => {
    await beginBackend({ write_protected: true });
    await open();
    expect(screen.queryByRole('button', { name: /Keep this version|Put one/ })).toBeNull();
    await screen.findByText(/Both are in its history/);
    expect(screen.queryByText(/You can make one page/)).toBeNull();
  });
});
