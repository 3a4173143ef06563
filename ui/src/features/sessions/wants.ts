/** What someone may want back for what they bring, in the order it is offered. */
import type { Want } from '../../backend';

export const WANTS: Want[] = ['listen', 'feedback', 'ideas', 'challenge', 'celebrate'];
