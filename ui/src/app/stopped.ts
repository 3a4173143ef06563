import type { Failure } from '../backend';
import { failureText } from '../i18n';
import { toast } from '../shared/live.svelte';

/** Whether a work ended because the person stopped it. That is no failure: it is said in passing. */
export function stopped(failure: Failure): boolean {
  if (failure.code !== 'cancelled') return false;
  toast(failureText(failure));
  return true;
}
