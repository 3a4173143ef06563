import { flushSync } from 'svelte';
import { afterEach, beforeEach, describe, expect, it, vi, type MockInstance } from 'vitest';
import { backend } from '../../backend';
import { beginBackend } from '../../backend/testing';
import { Composing } from './composing.svelte';

let asked: MockInstance<typeof backend.share_preview>;
/** Dr Okafor, whose words were compared, and Maya, who has other keys now. */
let okafor: string;
let maya: string;

/** Until the pause after a change is over, and the core has answered. */
async function settled(): Promise<void> {
  await vi.advanceTimersByTimeAsync(300);
  await Promise.allSettled(asked.mock.results.map((one) => one.value as Promise<unknown>));
}

async function contact(name: string): Promise<string> {
  const found = (await backend.contact_list()).find((one) => one.name === name);
  if (!found) throw new Error(`${name} is no contact`);
  return found.id;
}

beforeEach(async () => {
  await beginBackend();
  [okafor, maya] = [await contact('Dr Okafor'), await contact('Maya')];
  asked = vi.spyOn(backend, 'share_preview');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
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
    const composing = new Composing();
    composing.change({ bring: true });
    await settled();
    expect(asked).not.toHaveBeenCalled();
    composing.toggle('to', okafor, true);
    await settled();
    expect(asked).toHaveBeenCalledTimes(1);
  });

  it('cannot be sealed from any change until its page is there', async () => {
    const composing = new Composing();
    composing.change({ to: [okafor], mood_weeks: 4 });
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
    asked.mockRestore();
    const preview = backend.share_preview.bind(backend);
    const arriving: (() => void)[] = [];
    asked = vi.spyOn(backend, 'share_preview').mockImplementation(async (choice) => {
      const page = await preview(choice);
      // The core has answered; the answer is on its way.
      return new Promise((arrive) => arriving.push(() => arrive(page)));
    });
    const answered = async (count: number) => {
      await vi.advanceTimersByTimeAsync(300);
      while (arriving.length < count) await new Promise((done) => setImmediate(done));
    };
    const composing = new Composing();
    composing.change({ to: [okafor], mood_weeks: 4 });
    await answered(1);
    composing.change({ bring: true });
    await answered(2);
    arriving[0]?.();
    await vi.advanceTimersByTimeAsync(300);
    expect(composing.preview).toBeNull();
    expect(composing.sealable).toBe(false);
    arriving[1]?.();
    await settled();
    expect(composing.preview?.items.map((one) => one.kind)).toEqual(['bring', 'bring', 'mood']);
    expect(composing.sealable).toBe(true);
  });

  it('seals exactly the page on screen, by its hash', async () => {
    const composing = new Composing();
    composing.change({ to: [okafor], mood_weeks: 4 });
    await settled();
    const shared = (await backend.share_log()).length;
    const sealed = await composing.seal();
    expect(sealed?.file).toBe('sotto-2026-11-23.age');
    const log = await backend.share_log();
    expect(log).toHaveLength(shared + 1);
    expect(log.map((one) => one.sha256)).toContain(composing.preview?.sha256);
  });

  it('makes the page again when the core says that it is stale, and tells so', async () => {
    const composing = new Composing();
    composing.change({ to: [okafor], mood_weeks: 4 });
    await settled();
    const shared = (await backend.share_log()).length;
    // Another page was made since, so this one is not the last any more.
    await backend.share_preview({ choice: { ...composing.choice, bring: true } });
    asked.mockClear();
    expect(await composing.seal()).toBeNull();
    expect(composing.notSealed?.code).toBe('preview_stale');
    expect(composing.sealable).toBe(false);
    await settled();
    expect(asked).toHaveBeenCalledTimes(1);
    expect(composing.sealable).toBe(true);
    expect(await backend.share_log()).toHaveLength(shared);
    expect(await composing.seal()).not.toBeNull();
  });

  it('seals nothing to somebody whose keys have changed', async () => {
    const composing = new Composing();
    composing.change({ to: [maya], mood_weeks: 4 });
    await settled();
    const shared = (await backend.share_log()).length;
    expect(await composing.seal()).toBeNull();
    expect(composing.notSealed?.code).toBe('contact_changed');
    expect(await backend.share_log()).toHaveLength(shared);
  });

  it('forgets that a name may leave once the name is no longer there', async () => {
    const person = (await backend.person_list()).find((one) => one.name === 'Maya')?.id ?? '';
    const composing = new Composing();
    composing.change({ to: [okafor], bring: true, mood_weeks: 4, keep_names: [person] });
    await settled();
    expect(composing.preview?.names).toMatchObject([{ person, name: 'Maya', kept: true }]);
    expect(composing.choice.keep_names).toEqual([person]);
    composing.change({ bring: false });
    await settled();
    expect(composing.choice.keep_names).toEqual([]);
  });

  it('shows no page and seals nothing when the page cannot be made', async () => {
    const composing = new Composing();
    composing.change({ to: [okafor], mood_weeks: 4 });
    await settled();
    await backend.contact_delete({ id: okafor });
    composing.change({ bring: true });
    await settled();
    expect(composing.failure?.code).toBe('not_found');
    expect(composing.preview).toBeNull();
    expect(composing.sealable).toBe(false);
    expect(await composing.seal()).toBeNull();
  });
});
