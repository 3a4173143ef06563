/** A page and its saving: what is heard of failures, and that nothing is lost by going. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, failureWith } from '../../backend';
import { beginBackend, failing } from '../../backend/testing';
import { flushAll, go, nav } from '../../app/navigation.svelte';
import { unsavedPage, Writing } from './writing.svelte';

beforeEach(() => beginBackend({ world: 'empty' }));
afterEach(() => {
  vi.restoreAllMocks();
  for (const one of nav.holders) if (one instanceof Writing) one.close();
});

describe('a page', () => {
  it('is sealed, then kept, and edited again as the same reflection', async () => {
    const page = new Writing(null);
    const giveBack = page.lend(() => 'first words');
    page.touched();
    expect(await flushAll()).toBe(true);
    const id = page.id;
    expect(id).not.toBeNull();
    expect(page.kept).toBe(true);
    giveBack();
    const read = await backend.reflection_read({ id: id ?? '' });
    expect(read.text).toBe('first words');
    expect(read.revision).toBe(1);
    page.title = 'A title';
    page.touched();
    await page.flush();
    expect(page.id).toBe(id);
    expect((await backend.reflection_read({ id: id ?? '' })).title).toBe('A title');
  });

  it('makes no reflection of nothing', async () => {
    const save = vi.spyOn(backend, 'draft_save');
    const page = new Writing(null);
    page.touched();
    await page.flush();
    expect(save).not.toHaveBeenCalled();
  });

  it('that cannot be saved says how much, survives going elsewhere, and is let go once saved', async () => {
    const page = new Writing(null);
    const giveBack = page.lend(() => 'three precious words');
    failing('disk_full', 'draft_save');
    page.touched();
    await go({ place: 'journal' });
    expect(nav.current.place).toBe('journal');
    expect(page.failureWords()).toContain('Your last 3 words are still here on screen');
    giveBack();
    await page.leave();
    expect(unsavedPage(null)).toBe(page);
    expect(page.text).toBe('three precious words');

    vi.restoreAllMocks();
    expect(await flushAll()).toBe(true);
    expect(nav.holders).not.toContain(page);
    expect((await backend.reflection_read({ id: page.id ?? '' })).text).toBe('three precious words');
  });

  it('that was sealed as a draft, and then could not be, is found again as the new page it is', async () => {
    const page = new Writing(null);
    page.title = 'first words';
    page.touched();
    const keep = vi.spyOn(backend, 'draft_keep').mockRejectedValue(failureWith('disk_full'));
    await page.flush();
    expect(keep).toHaveBeenCalled();
    failing('disk_full', 'draft_save');
    page.title = 'first words, and more';
    page.touched();
    await page.leave();
    const other = Writing.ofUnsaved(
      {
        what: 'draft',
        reflection: 'cd'.repeat(16),
        new: null,
        input: { title: 'x', text: '', mood: null, feelings: [], tags: [], date: '2020-01-02T03:04:05+01:00' },
      },
      failureWith('disk_full'),
    );
    expect(page.id).not.toBeNull();
    expect(unsavedPage(null)).toBe(page);
    expect(unsavedPage(page.id)).toBe(page);
    expect(unsavedPage(other.id)).toBe(other);
  });

  it('from before locking is held as unsaved, with the id it was to get, and is saved under it', async () => {
    const id = 'ab'.repeat(16);
    const input = { title: 'A title', text: 'three precious words', mood: 4, feelings: [], tags: ['kin'], date: null };
    const page = Writing.ofUnsaved({ what: 'draft', reflection: null, new: id, input }, failureWith('disk_full'));
    expect(unsavedPage(null)).toBe(page);
    expect(page.failureWords()).toContain('Your last 3 words');
    expect(await flushAll()).toBe(true);
    expect(nav.holders).not.toContain(page);
    const { title, text, mood, tags, revision } = await backend.reflection_read({ id });
    expect({ title, text, mood, tags, revision }).toEqual({
      title: 'A title',
      text: 'three precious words',
      mood: 4,
      tags: ['kin'],
      revision: 1,
    });
  });

  it('keeps its own date when edited', async () => {
    const date = '2020-01-02T03:04:05+01:00';
    const input = { title: '', text: 'x', mood: null, feelings: [], tags: [], date };
    const { reflection: id } = await backend.draft_save({ reflection: null, input });
    await backend.draft_keep({ reflection: id });
    const save = vi.spyOn(backend, 'draft_save');
    const page = new Writing(await backend.reflection_read({ id }));
    page.mood = 3;
    page.touched();
    await page.flush();
    expect(page.id).toBe(id);
    expect(save.mock.calls[0]?.[0].input.date).toBe(date);
    expect(await backend.reflection_read({ id })).toMatchObject({
      date,
      mood: 3,
      text: 'x',
      revision: 2,
      draft: false,
    });
  });
});
