/**
 * The keyboard's way to every place. Pure: an event's keys in, what to do out, so that it can be tested without a
 * window; Shell.svelte does it.
 */
import type { Going, Place } from './nav.svelte';

export type Act = { go: Going } | { lock: true };
export type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

export const numbered: Place[] = ['today', 'journal', 'prepare', 'group', 'share', 'received'];

export function actFor(stroke: Stroke, mac: boolean): Act | null {
  const main = mac ? stroke.metaKey && !stroke.ctrlKey : stroke.ctrlKey && !stroke.metaKey;
  if (!main || stroke.altKey || stroke.shiftKey) return null;
  switch (stroke.key.toLowerCase()) {
    case 'l':
      return { lock: true };
    case 'n':
      return { go: { place: 'today', fresh: true } };
    case 'f':
      return { go: { place: 'journal', search: true } };
    case ',':
      return { go: { place: 'settings' } };
  }
  const place = numbered[Number(stroke.key) - 1];
  return place ? { go: { place } as Going } : null;
}

export const onMac = () => /mac/i.test(navigator.platform);

/** "Ctrl+1" or "⌘1", for titles and menus. */
export function shown(key: string, mac = onMac()): string {
  return mac ? `⌘${key}` : `Ctrl+${key}`;
}

/** Calls `act` at most once per `every` milliseconds, at once the first time. */
export function atMostEvery(every: number, act: () => void, now: () => number = Date.now): () => void {
  let last = -Infinity;
  return () => {
    if (now() - last < every) return;
    last = now();
    act();
  };
}
