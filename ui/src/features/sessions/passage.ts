/**
 * Which words of which reflection are selected on the page right now. The text of a reflection on the left carries
 * `data-passage` with the reflection's id; a selection counts when it lies within one such text.
 */
import type { Id } from '../../backend';

export type Passage = { reflection: Id; text: string };

export function selectedPassage(selection: Selection | null): Passage | null {
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const around = selection.getRangeAt(0).commonAncestorContainer;
  const element = around instanceof Element ? around : around.parentElement;
  const reflection = element?.closest<HTMLElement>('[data-passage]')?.dataset.passage;
  const text = selection.toString().trim();
  return reflection && text ? { reflection, text } : null;
}
