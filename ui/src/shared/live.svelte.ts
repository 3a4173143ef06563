/**
 * What screen readers hear and what passes by on screen. `announce` is only for screen readers; `toast` is
 * also shown for a while.
 * Failures are never toasts: they stay where they happened until the person acts (see Failed.svelte).
 */
type Passing = { id: number; text: string };

export const live = $state<{ polite: string; urgent: string; toasts: Passing[] }>({
  polite: '',
  urgent: '',
  toasts: [],
});
let last = 0;

export function announce(text: string, how: 'polite' | 'urgent' = 'polite'): void {
  // A screen reader reads the same words twice only when the region's text changes in between.
  live[how] = live[how] === text ? `${text}\u00A0` : text;
}

/** Takes everything back: it may name what is no longer to be seen. */
export function silence(): void {
  Object.assign(live, { polite: '', urgent: '', toasts: [] });
}

export function toast(text: string, milliseconds = 5000): void {
  last += 1;
  const id = last;
  live.toasts.push({ id, text });
  announce(text);
  setTimeout(() => {
    live.toasts = live.toasts.filter((one) => one.id !== id);
  }, milliseconds);
}
