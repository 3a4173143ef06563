/**
 * An attachment. When what had the focus is removed ("Done", "They match", a contact that was deleted), the browser
 * leaves the focus nowhere: no ring, and a screen reader falls silent. Here the nearest thing around it that is still
 * there takes it, so that the person goes on from the same spot.
 */
const AROUND = 'section, article, form, dialog, main';
/** A component that moves the focus itself has done so by then. */
const WAIT = 60;

export function keepFocus(element: HTMLElement): () => void {
  let around: HTMLElement[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const onfocusin = (event: FocusEvent) => {
    around = [];
    let outer = event.target instanceof HTMLElement ? event.target.parentElement : null;
    for (; outer && outer !== element.parentElement; outer = outer.parentElement)
      if (outer.matches(AROUND)) around.push(outer);
  };
  const takeOver = () => {
    if (document.activeElement !== document.body) return;
    const left = around.find((one) => one.isConnected);
    if (!left) return;
    if (!left.hasAttribute('tabindex')) left.tabIndex = -1;
    left.focus({ preventScroll: true });
  };
  // A browser need not send `focusout` for an element that is removed.
  const removals = new MutationObserver(() => {
    if (document.activeElement !== document.body) return;
    clearTimeout(timer);
    timer = setTimeout(takeOver, WAIT);
  });

  element.addEventListener('focusin', onfocusin);
  removals.observe(element, { childList: true, subtree: true });
  return () => {
    clearTimeout(timer);
    removals.disconnect();
    element.removeEventListener('focusin', onfocusin);
  };
}
