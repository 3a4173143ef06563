/** Whether the keys of a contact can be trusted, in a sentence. */
import type { Contact } from '../../backend';
import { t } from '../../i18n';
import { dayMonth } from '../../i18n/dates';

export function statusText({ name, changed, verified, confirmed }: Contact): string {
  if (changed) return t('share-to-changed-why', { name });
  return verified && confirmed ? t('share-to-checked', { day: dayMonth(confirmed) }) : t('share-to-unverified-why');
}
