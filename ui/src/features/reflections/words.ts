/** Small sums over words: what is not saved yet, and how a tag or a feeling is written. */

const WORD = /[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu;

export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

/** How many words of `now` are not in `saved`: what stands between their common beginning and end. */
export function unsavedWords(saved: string, now: string): number {
  const shorter = Math.min(saved.length, now.length);
  let start = 0;
  while (start < shorter && saved[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && saved[saved.length - 1 - end] === now[now.length - 1 - end]) end += 1;
  return countWords(now.slice(start, now.length - end));
}

/** "#Speaking up " becomes "speaking-up", so that tag:speaking-up finds it. */
export function tidyTag(typed: string): string {
  return typed
    .trim()
    .replace(/^#+/, '')
    .trim()
    .replace(/[\s,"]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .toLocaleLowerCase();
}

export function tidyFeeling(typed: string): string {
  return typed.trim().replace(/\s+/g, ' ').replace(/,+$/, '').toLocaleLowerCase();
}
