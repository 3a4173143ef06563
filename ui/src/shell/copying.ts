/**
 * Copying by keyboard or menu. The page does not put anything on the clipboard itself: the app does, which marks it for
 * clipboard managers and takes it away again (desktop/clipboard.rs). The writing page has put its own words into the
 * event by the time it comes here; everywhere else it is what is selected.
 */
import { backend } from '../backend';
import { t } from '../i18n';
import { toast } from '../shared/live.svelte';

/** Where the app cannot copy, the page may: better than a person who cannot rescue their words. */
let works = true;

export function takeOver(event: ClipboardEvent): void {
  if (!works) return;
  const own = event.defaultPrevented ? event.clipboardData?.getData('text/plain') : undefined;
  const text = own || selected();
  if (!text) return;
  event.clipboardData?.clearData();
  const cut = event.type === 'cut' && !event.defaultPrevented;
  event.preventDefault();
  if (cut) document.execCommand('delete');
  backend.clipboard_copy({ text }).then(
    () => toast(t('copied')),
    () => {
      works = false;
    },
  );
}

function selected(): string {
  const field = document.activeElement;
  if (field instanceof HTMLTextAreaElement || (field instanceof HTMLInputElement && field.type !== 'password')) {
    const { selectionStart: from, selectionEnd: to, value } = field;
    if (from !== null && to !== null && from !== to) return value.slice(from, to);
  }
  return document.getSelection()?.toString() ?? '';
}
