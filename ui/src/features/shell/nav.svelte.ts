/**
 * Where the person is. No addresses and no history: a place is a value with its parameters, and going somewhere makes
 * the place anew. Whoever holds words that may not be saved yet (see reflections/writing) registers as a holder; going
 * and locking ask every holder to save first. What the places look like is in Shell.svelte.
 */
import type { Failure, Id } from '../../backend';

/** A passage on its way into Prepare's form. `reflection` is null when it comes from nowhere. */
export type Bringing = { reflection: Id | null; title: string; text: string };

export type Going =
  | { place: 'today'; fresh?: boolean }
  | { place: 'journal'; reflection?: Id; query?: string; search?: boolean }
  | { place: 'prepare'; bring?: Bringing }
  | { place: 'group' }
  | { place: 'share'; reflection?: Id }
  | { place: 'received' }
  | { place: 'help' }
  | { place: 'settings' };

export type Place = Going['place'];
export type At<P extends Place> = Extract<Going, { place: P }>;

export type Holder = {
  /** Saves and keeps what there is; false when words are still only on screen. */
  flush(): Promise<boolean>;
  readonly failure: Failure | null;
  /** Whether the page that shows the failure itself is on screen. */
  readonly shown: boolean;
  /** Where the words can be finished, when saving them again would change nothing. */
  readonly finishAt?: Going | undefined;
};

export const nav = $state<{ here: Going; turn: number; holders: Holder[] }>({
  here: { place: 'today' },
  turn: 0,
  holders: [],
});

/** Wishes to the place that is already there, counted: the search field wants focus. */
export const wishes = $state({ search: 0 });

export function hold(holder: Holder): () => void {
  nav.holders = [...nav.holders, holder];
  return () => {
    nav.holders = nav.holders.filter((one) => one !== holder);
  };
}

/** Asks every holder to save; true when nothing is left only on screen. */
export async function flushAll(): Promise<boolean> {
  const saved = await Promise.all(nav.holders.map((one) => one.flush()));
  return saved.every(Boolean);
}

/** Goes there. Nobody is kept from going by a failed save: the words stay in memory and the shell says so. */
export async function go(to: Going): Promise<void> {
  await Promise.race([flushAll(), new Promise((done) => setTimeout(done, 2000))]);
  nav.here = to;
  nav.turn += 1;
}
