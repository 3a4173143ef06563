/** Attachments that bring into sight what appears while the person looks elsewhere. */

/** What went wrong may stand below the end of the window, where nobody looks. */
export const intoView = (element: HTMLElement): void => element.scrollIntoView({ block: 'nearest' });

/** The same for what grows: on a small window the rest of it would lie below the edge, with the way to stop it. */
export function inViewAsItGrows(element: HTMLElement): () => void {
  const grown = new ResizeObserver(() => intoView(element));
  grown.observe(element);
  return () => grown.disconnect();
}
