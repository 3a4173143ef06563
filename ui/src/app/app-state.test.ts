/** The app asks before it leaves: it hears at once that it was heard, and then whether everything is sealed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { backend } from '../backend';
import { freshBackend } from '../backend/mock/fresh';
import { hold, nav } from './navigation.svelte';
import { app, leaving, refresh } from './app-state.svelte';

beforeEach(async () => {
  freshBackend();
  nav.holders = [];
  await refresh();
});
afterEach(() => {
  vi.restoreAllMocks();
  nav.holders = [];
  app.losing = false;
});

describe('leaving', () => {
  it.each([true, false])('is heard before anything is saved, and then answered with %s', async (saved) => {
    const order: string[] = [];
    vi.spyOn(backend, 'leave_heard').mockImplementation(async () => {
      order.push('heard');
    });
    vi.spyOn(backend, 'leave').mockImplementation(async (a) => {
      order.push(`leave ${a.saved}`);
    });
    hold({
      flush: async () => {
        order.push('flush');
        return saved;
      },
      failure: null,
      shown: true,
    });
    await leaving();
    expect(order).toEqual(['heard', 'flush', `leave ${saved}`]);
    expect(app.losing).toBe(!saved);
  });

  it('goes on when being heard could not be told', async () => {
    vi.spyOn(backend, 'leave_heard').mockRejectedValue(new Error('gone'));
    const leave = vi.spyOn(backend, 'leave');
    await leaving();
    expect(leave).toHaveBeenCalledWith({ saved: true });
  });
});
