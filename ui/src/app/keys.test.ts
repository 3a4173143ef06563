import { describe, expect, it } from 'vitest';
import { shortcutOf, atMostEvery, keyLabel } from './keys';

const stroke = (key: string, more = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

describe('shortcuts', () => {
  it('lead to places, a new page, search and the lock', () => {
    expect(shortcutOf(stroke('1', { ctrlKey: true }), false)).toEqual({ go: { place: 'today' } });
    expect(shortcutOf(stroke('6', { ctrlKey: true }), false)).toEqual({ go: { place: 'received' } });
    expect(shortcutOf(stroke('n', { metaKey: true }), true)).toEqual({ go: { place: 'today', fresh: true } });
    expect(shortcutOf(stroke('F', { ctrlKey: true }), false)).toEqual({ go: { place: 'journal', search: true } });
    expect(shortcutOf(stroke('l', { ctrlKey: true }), false)).toEqual({ lock: true });
  });
  it('are nothing while one writes', () => {
    for (const one of [
      stroke('l'),
      stroke('1', { altKey: true, ctrlKey: true }),
      stroke('0', { ctrlKey: true }),
      stroke('l', { ctrlKey: true, shiftKey: true }),
    ]) {
      expect(shortcutOf(one, false)).toBeNull();
    }
    expect(shortcutOf(stroke('l', { ctrlKey: true }), true)).toBeNull();
  });
  it('are shown as the keyboard has them', () => {
    expect(keyLabel('1', false)).toBe('Ctrl+1');
    expect(keyLabel('1', true)).toBe('⌘1');
  });
});

it('the idle clock is fed at most every so often', () => {
  let now = 0;
  let fed = 0;
  const feed = atMostEvery(
    15_000,
    () => {
      fed += 1;
    },
    () => now,
  );
  for (; now < 60_000; now += 100) feed();
  expect(fed).toBe(4);
});
