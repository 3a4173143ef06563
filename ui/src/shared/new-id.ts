/** The id of something new, chosen here and at random, so that saving it once more adds nothing twice. */
import type { Id } from '../backend';

export function newId(): Id {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
