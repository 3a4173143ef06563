/** From a page or a reflection to Prepare: the selected words, or all of them. */
import type { Id } from '../../backend';
import { t } from '../../i18n';
import { toast } from '../../shared/live.svelte';
import { go } from '../../app/navigation.svelte';

export function bring(reflection: Id | null, title: string, selected: string, whole: string): void {
  const text = selected.trim() || whole.trim();
  if (!text && !title.trim()) {
    toast(t('bring-nothing'));
    return;
  }
  void go({ place: 'prepare', bring: { reflection, title: title.trim(), text } });
}
