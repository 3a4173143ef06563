import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend, failureWith, type Preview } from '../../backend';
import { freshBackend } from '../../backend/mock/fresh';
import { Composing } from './composing.svelte';

const page = (sha256: string, names: Preview['names'] = []): Preview => ({
  to: [],
  items: [],
  names,
  sha256,
  page_url: `data:,${sha256}`,
});
const settled = () => vi.advanceTimersByTimeAsync(300);

beforeEach(() => {
  vi.useFakeTimers();
  freshBackend();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('composing a share', () => {
  it('begins with nothing chosen and nothing to seal', () => {
    const composing = new Composing();
    expect(composing.choice).toEqual({ to: [], bring: false, mood_weeks: null, reflections: [], keep_names: [] });
    expect(composing.sealable).toBe(false);
  });

  it('asks for no page before it is clear what and for whom', async () => {
    const asked = vi.spyOn(backend, 'share_preview');
    const composing = new Composing();
    composing.change({ bring: true });
    await settled();
    expect(asked).not.toHaveBeenCalled();
    composing.toggle('to', 'k-okafor', true);
    await settled();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('cannot be sealed from any change until its page is there', async () => {
    const composing = new Composing();
    composing.change({ to: ['k-okafor'], mood_weeks: 4 });
    expect(composing.sealable).toBe(false);
    await settled();
    expect(composing.sealable).toBe(true);

    const sealing = vi.spyOn(backend, 'share_seal');
    composing.change({ bring: true });
    flushSync();
    expect(composing.preview).not.toBeNull();
    expect(composing.sealable).toBe(false);
    expect(await composing.seal()).toBeNull();
    expect(sealing).not.toHaveBeenCalled();
  });

  it('drops a page that was made for an earlier choice', async () => {
    const answers: ((p: Preview) => void)[] = [];
    vi.spyOn(backend, 'share_preview').mockImplementation(() => new Promise((done) => answers.push(done)));
    const composing = new Composing();
    composing.change({ to: ['k-okafor'], mood_weeks: 4 });
    await settled();
    composing.change({ bring: true });
    await settled();
    answers[0]?.(page('early'));
    await settled();
    expect(composing.preview).toBeNull();
    expect(composing.sealable).toBe(false);
    answers[1]?.(page('late'));
    await settled();
    expect(composing.preview?.sha256).toBe('late');
    expect(composing.sealable).toBe(true);
  });

  it('seals exactly the page on screen, by its hash', async () => {
    const composing = new Composing();
    composing.change({ to: ['k-okafor'], mood_weeks: 4 });
    await settled();
    const sealing = vi.spyOn(backend, 'share_seal');
    const sealed = await composing.seal();
    expect(sealing).toHaveBeenCalledWith({ sha256: composing.preview?.sha256 });
    expect(sealed?.file).toContain('okafor');
  });

  it('makes the page again when the core says that it is stale, and tells so', async () => {
    const composing = new Composing();
    composing.change({ to: ['k-okafor'], mood_weeks: 4 });
    await settled();
    const asked = vi.spyOn(backend, 'share_preview');
    vi.spyOn(backend, 'share_seal').mockRejectedValue(failureWith('preview_stale'));
    expect(await composing.seal()).toBeNull();
    expect(composing.notSealed?.code).toBe('preview_stale');
    expect(composing.sealable).toBe(false);
    await settled();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(composing.sealable).toBe(true);
  });

  it('forgets that a name may leave once the name is no longer there', async () => {
    const maya = { person: 'p-maya', name: 'Maya', alias: 'someone', kept: true };
    vi.spyOn(backend, 'share_preview')
      .mockResolvedValueOnce(page('with', [maya]))
      .mockResolvedValueOnce(page('without'));
    const composing = new Composing();
    composing.change({ to: ['k-okafor'], bring: true, mood_weeks: 4, keep_names: ['p-maya'] });
    await settled();
    expect(composing.choice.keep_names).toEqual(['p-maya']);
    composing.change({ bring: false });
    await settled();
    expect(composing.choice.keep_names).toEqual([]);
  });

  it('shows no page and seals nothing when the page cannot be made', async () => {
    vi.spyOn(backend, 'share_preview').mockRejectedValue(failureWith('contact_changed'));
    const composing = new Composing();
    composing.change({ to: ['k-maya'], mood_weeks: 4 });
    await settled();
    expect(composing.failure?.code).toBe('contact_changed');
    expect(composing.sealable).toBe(false);
  });
});
