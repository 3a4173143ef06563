/**
 * How much text a page takes, counted in UTF-8, and cheap enough to ask on every change. The core refuses more as well;
 * asking here keeps the words that are already on the page untouched. The core counts control characters six times, so
 * it may still refuse a page that fits here.
 */
import { LIMITS } from '../backend';

export const LONGEST: number = LIMITS.TEXT;

/** Whether a text of these parts fits. Measures exactly only if the cheap upper bound (3 bytes a unit) is too high. */
export function fits(lengthInUnits: number, whole: () => string, longest = LONGEST): boolean {
  if (lengthInUnits * 3 <= longest) return true;
  if (lengthInUnits > longest) return false;
  return new TextEncoder().encode(whole()).length <= longest;
}
