/**
 * Shortcuts. Pure: the keys of an event in, what to do out, so that it can be tested without a window; Shell.svelte
 * does it. The keys of the places are in places.ts.
 */
import { PLACE_NAMES, PLACES, routeTo, type Route } from './places';

type Shortcut = { go: Route } | { lock: true };
type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const SHORTCUTS: Record<string, Shortcut> = {
  l: { lock: true },
  n: { go: { place: 'today', fresh: true } },
  f: { go: { place: 'journal', search: true } },
};

export function shortcutOf(stroke: Stroke, mac: boolean): Shortcut | null {
  const main = mac ? stroke.metaKey && !stroke.ctrlKey : stroke.ctrlKey && !stroke.metaKey;
  if (!main || stroke.altKey || stroke.shiftKey) return null;
  const key = stroke.key.toLowerCase();
  const place = PLACE_NAMES.find((name) => PLACES[name].key === key);
  return place ? { go: routeTo(place) } : (SHORTCUTS[key] ?? null);
}

export const onMac = () => /mac/i.test(navigator.platform);

/** "Ctrl+1" or "⌘1", for titles and menus. */
export function keyLabel(key: string, mac = onMac()): string {
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
