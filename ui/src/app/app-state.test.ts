/** The app asks before it leaves: it hears at once that it was heard, and then whether everything is sealed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../backend';
import { beginBackend, failing } from '../backend/testing';
import { hold, nav } from './navigation.svelte';
import { app, leaving, refresh } from './app-state.svelte';

beforeEach(async () => {
  await beginBackend({ world: 'empty' });
  nav.holders = [];
  await refresh();
});
afterEach(() => {
  vi.restoreAllMocks();
  nav.holders = [];
  app.losing = false;
});
const stateOfCore = async () => (await backend.app_state()).state;

describe('leaving', () => {
  it.each([
    [true, 'locked'],
    [false, 'open'],
  ] as const)('is heard before anything is saved, and then answered with %s', async (saved, after) => {
    const heard = vi.spyOn(backend, 'leave_heard');
    const leave = vi.spyOn(backend, 'leave');
    const flush = vi.fn(async () => saved);
    hold({ flush, failure: null, shown: true });
    await leaving();
    const order = [heard, flush, leave].map((one) => one.mock.invocationCallOrder);
    expect(order.flat()).toEqual(order.flat().toSorted((a, b) => a - b));
    expect(order.map((calls) => calls.length)).toEqual([1, 1, 1]);
    expect(leave).toHaveBeenCalledWith({ saved });
    expect(app.losing).toBe(!saved);
    expect(await stateOfCore()).toBe(after);
  });

  it('goes on when the app could not be told that it was heard', async () => {
    failing('unexpected', 'leave_heard');
    const leave = vi.spyOn(backend, 'leave');
    await leaving();
    expect(leave).toHaveBeenCalledWith({ saved: true });
    expect(await stateOfCore()).toBe('locked');
  });
});
