/**
 * Where the person is. There are no addresses and no history: a route is a value, and going somewhere makes the place
 * from scratch. What holds words that may not be saved yet (reflections/writing) registers as a holder; going and
 * locking ask every holder to save first. The places themselves are listed in places.ts, and shell/Shell shows them.
 */
import type { AsidePlace, Failure, LastWords } from '../backend';
import { routeTo, type Route } from './places';

export type Holder = {
  /** Saves and keeps what there is; false when words are still only on screen. */
  flush(): Promise<boolean>;
  readonly failure: Failure | null;
  /** Where words that could not be saved are set aside, so that locking does not lose them. */
  readonly aside?: AsidePlace | null;
  /** Whether the page that shows the failure itself is on screen. */
  readonly shown: boolean;
  /** Where the words can be finished, when saving them again would change nothing. */
  readonly finishAt?: Route | undefined;
};

export const nav = $state<{ current: Route; turn: number; holders: Holder[] }>({
  current: routeTo('today'),
  turn: 0,
  holders: [],
});

/** Requests to the place that is already shown, counted: to focus the search field. */
export const requests = $state({ search: 0 });

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

/** The same, for leaving: what has become of the last words, the worst for any of them. */
export async function lastWords(): Promise<LastWords> {
  const holders = nav.holders;
  const saved = await Promise.all(holders.map((one) => one.flush()));
  const all = holders.map((one, at) => (saved[at] ? 'saved' : (one.aside ?? 'nowhere')));
  return (['nowhere', 'memory', 'disk'] as const).find((worst) => all.includes(worst)) ?? 'saved';
}

/** Where the core has set the words aside that it could not save. */
export function asideOf(failure: Failure | null): AsidePlace | null {
  const place = failure?.params.set_aside;
  return place === 'disk' || place === 'memory' ? place : null;
}

/** Goes there, also when something cannot be saved: those words stay in memory and the shell says so. */
export async function go(to: Route): Promise<void> {
  await Promise.race([flushAll(), new Promise((done) => setTimeout(done, 2000))]);
  nav.current = to;
  nav.turn += 1;
}
