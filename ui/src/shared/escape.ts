/**
 * An attachment: Escape leaves what it is attached to, as long as nothing else has the keyboard (a dialog, another part
 * of the place) and nothing inside has used the key itself.
 */
export function onEscape(leave: () => void): (element: HTMLElement) => () => void {
  return (element) => {
    const onkeydown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || event.isComposing) return;
      const at = event.target;
      if (at === document.body || (at instanceof Node && element.contains(at))) leave();
    };
    document.addEventListener('keydown', onkeydown);
    return () => document.removeEventListener('keydown', onkeydown);
  };
}
