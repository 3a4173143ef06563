/** Locking over words that the disk refuses: they are set aside and come back, or the page is covered. */
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { render, screen, waitFor } from '@testing-library/svelte';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { flushAll, nav } from '../app/navigation.svelte';
import { routeTo } from '../app/places';
import { app } from '../app/app-state.svelte';
import { backend } from '../backend';
import { beginBackend, failing, PASSPHRASE } from '../backend/testing';
import { toast } from '../shared/live.svelte';
import App from './App.svelte';

const person = userEvent.setup();
const title = () => screen.findByLabelText<HTMLInputElement>('Title');
const isAsked = () => window.dispatchEvent(new Event('sotto-leave'));
const core = async () => backend.app_state();

/** The journal's file is gone, as with the stick it lies on; what is given back brings it back. */
async function pullOut(): Promise<() => Promise<void>> {
  const { folder } = await backend.restore_list();
  const file = join(folder ?? '', '..', 'journal.sotto');
  await rename(file, `${file}.pulled`);
  return () => rename(`${file}.pulled`, file);
}

async function unlock() {
  await person.type(await screen.findByLabelText('Passphrase'), PASSPHRASE);
  await person.click(screen.getByRole('button', { name: 'Unlock' }));
}

beforeEach(async () => {
  await beginBackend();
  Object.assign(nav, { current: routeTo('today'), holders: [] });
  Object.assign(app, { state: null, losing: null, unsaved: [] });
});
afterEach(() => vi.restoreAllMocks());

describe('words that cannot be saved', () => {
  it('are set aside, and back after unlocking', async () => {
    render(App);
    await person.type(await title(), 'A silence I know');
    const putBack = await pullOut();
    isAsked();
    await waitFor(async () => expect((await core()).state).not.toBe('open'));
    await putBack();
    await backend.unlock({ passphrase: PASSPHRASE });
    const { page } = await backend.today();
    expect(page?.title).toContain('A silence I know');
  });

  it('are on the page again when they still cannot be saved, and are saved once', async () => {
    const page = render(App);
    const long = 'x'.repeat(1_001);
    const field = await title();
    await person.clear(field);
    await person.click(field);
    await person.paste(long);
    isAsked();
    await waitFor(async () => expect((await core()).state).toBe('locked'));
    page.unmount();
    nav.holders = [];
    const before = await total();
    app.state = null;
    render(App);
    await unlock();
    await waitFor(async () => expect((await title()).value).toBe(long));
    await screen.findByText(/title/i, { selector: '[role=alert] *' });
    await person.clear(await title());
    await person.type(await title(), 'Shorter');
    expect(await flushAll()).toBe(true);
    expect((await backend.today()).page?.title).toBe('Shorter');
    expect(await reflections()).toBe(before + 1);
  });
});

const reflections = async () => (await backend.reflection_list({ query: '', limit: 1, offset: 0 })).total;

/** Opens the journal to count its reflections, and locks it again. */
async function total(): Promise<number> {
  await backend.unlock({ passphrase: PASSPHRASE });
  const count = await reflections();
  await backend.lock();
  return count;
}

describe('the cover', () => {
  async function cover() {
    render(App);
    await person.type(await title(), ' and zanderlicht');
    toast('Zanderlicht is a contact now');
    failing('disk_full', 'draft_save');
    isAsked();
    await screen.findByRole('button', { name: 'Show my journal' });
  }

  it('leaves nothing of the journal on the page, and answers nothing', async () => {
    await cover();
    expect(document.body.innerHTML).not.toMatch(/zanderlicht/i);
    expect(document.querySelectorAll('nav, [contenteditable], dialog')).toHaveLength(0);
    expect([...document.querySelectorAll('input')].map((one) => one.type)).toEqual(['password']);
    await expect(backend.today()).rejects.toMatchObject({ code: 'locked' });
    // The shortcuts of the journal are gone with it.
    await person.keyboard('{Control>}2{/Control}');
    expect(document.querySelectorAll('nav')).toHaveLength(0);
  });

  it('goes for the passphrase alone, and the words are where they were', async () => {
    await cover();
    await person.type(screen.getByLabelText('Passphrase'), 'another lantern');
    await person.click(screen.getByRole('button', { name: 'Show my journal' }));
    await screen.findByText(/not the passphrase/);
    expect((await core()).covered).toBe(true);
    await person.clear(screen.getByLabelText('Passphrase'));
    await person.type(screen.getByLabelText('Passphrase'), PASSPHRASE);
    await person.click(screen.getByRole('button', { name: 'Show my journal' }));
    expect((await title()).value).toMatch(/zanderlicht$/);
    expect((await core()).covered).toBe(false);
  });

  it('comes over the page while a disk does not answer', async () => {
    render(App);
    await person.type(await title(), ' and zanderlicht');
    const save = vi.spyOn(backend, 'draft_save').mockReturnValue(new Promise(() => {}));
    isAsked();
    await waitFor(() => expect(save).toHaveBeenCalled());
    expect(screen.queryByRole('button', { name: 'Show my journal' })).toBeNull();
    window.dispatchEvent(new Event('sotto-cover'));
    await screen.findByRole('button', { name: 'Show my journal' });
    expect(document.body.innerHTML).not.toMatch(/zanderlicht/i);
  });

  it('becomes a lock as soon as the words can be saved', async () => {
    await cover();
    vi.restoreAllMocks();
    isAsked();
    await waitFor(async () => expect((await core()).state).toBe('locked'));
    await backend.unlock({ passphrase: PASSPHRASE });
    expect((await backend.today()).page?.title).toMatch(/zanderlicht$/);
  });
});
