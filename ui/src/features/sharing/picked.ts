/** A reflection chosen to be shared, with what is needed to name it on screen. Only its id goes to the core. */
import type { ReflectionSummary } from '../../backend';

export type Picked = Pick<ReflectionSummary, 'id' | 'title' | 'date'>;
