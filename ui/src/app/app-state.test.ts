/** The app asks before it leaves: it hears at once that it was heard, and then what has become of the last words. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../backend';
import { beginBackend, failing } from '../backend/testing';
import { hold, lastWords, nav } from './navigation.svelte';
import { app, leaving, refresh } from './app-state.svelte';

beforeEach(async () => {
  await beginBackend({ world: 'empty' });
  nav.holders = [];
  await refresh();
});
afterEach(() => {
  vi.restoreAllMocks();
  nav.holders = [];
  app.losing = null;
});
const stateOfCore = async () => (await backend.app_state()).state;

describe('leaving', () => {
  it.each([
    [true, null, 'saved', 'locked'],
    [false, 'disk', 'disk', 'locked'],
    [false, 'memory', 'memory', 'locked'],
    [false, null, 'nowhere', 'open'],
  ] as const)('is heard before anything is saved, and then answered (%s, %s)', async (saved, aside, words, after) => {
    const heard = vi.spyOn(backend, 'leave_heard');
    const leave = vi.spyOn(backend, 'leave');
    const flush = vi.fn(async () => saved);
    hold({ flush, failure: null, aside, shown: true });
    await leaving();
    const order = [heard, flush, leave].map((one) => one.mock.invocationCallOrder);
    expect(order.flat()).toEqual(order.flat().toSorted((a, b) => a - b));
    expect(order.map((calls) => calls.length)).toEqual([1, 1, 1]);
    expect(leave).toHaveBeenCalledWith({ words });
    expect(app.losing).toBeNull();
    expect(app.state?.covered).toBe(words === 'nowhere');
    expect(await stateOfCore()).toBe(after);
  });

  it('goes on when the app could not be told that it was heard', async () => {
    failing('unexpected', 'leave_heard');
    const leave = vi.spyOn(backend, 'leave');
    await leaving();
    expect(leave).toHaveBeenCalledWith({ words: 'saved' });
    expect(await stateOfCore()).toBe('locked');
  });

  it.each(['memory', 'nowhere'] as const)('asks the person when the window stays, with words in %s', async (words) => {
    vi.spyOn(backend, 'leave').mockResolvedValue('stays');
    hold({ flush: async () => false, failure: null, aside: words === 'memory' ? words : null, shown: true });
    await leaving();
    expect(app.losing).toBe(words);
    expect(app.state?.covered).toBe(false);
  });

  it('tells the worst of what became of the words', async () => {
    hold({ flush: async () => true, failure: null, shown: true });
    expect(await lastWords()).toBe('saved');
    hold({ flush: async () => false, failure: null, aside: 'disk', shown: true });
    expect(await lastWords()).toBe('disk');
    hold({ flush: async () => false, failure: null, aside: 'memory', shown: true });
    expect(await lastWords()).toBe('memory');
    hold({ flush: async () => false, failure: null, shown: true });
    expect(await lastWords()).toBe('nowhere');
  });
});
