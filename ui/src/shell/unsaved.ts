/** Words that could not be saved before locking and cannot be saved now: they are held as if they had just been typed. */
import type { UnsavedWords } from '../backend';
import { Writing } from '../features/reflections/writing.svelte';
import { BringDraft } from '../features/sessions/bring-draft.svelte';

export function takeUp(unsaved: UnsavedWords[]): void {
  for (const { words, failure } of unsaved) {
    if (words.what === 'draft') Writing.ofUnsaved(words, failure);
    else BringDraft.ofUnsaved(words, failure);
  }
}
