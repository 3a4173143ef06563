/**
 * The reflections that answer a query, fetched a hundred at a time as they come into sight. An answer to a question no
 * longer asked is dropped.
 */
import { SvelteMap } from 'svelte/reactivity';
import { backend, failureOf, type ReflectionSummary, type Failure, type Id } from '../../backend';
import { pagesFor, type Shown } from './virtual';

export const PAGE = 100;

export class Listing {
  query = $state('');
  total = $state(0);
  /** Whether the first answer has come at all. */
  known = $state(false);
  failure = $state<Failure | null>(null);

  #pages = new SvelteMap<number, ReflectionSummary[]>();
  /** Nothing on screen depends on it. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- reading it must not run an effect again
  #asked = new Set<number>();
  #turn = 0;

  summary(index: number): ReflectionSummary | undefined {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  indexOf(id: Id): number {
    for (const [page, summaries] of this.#pages) {
      const at = summaries.findIndex((one) => one.id === id);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Starts a new query; the rows of the one before stay on screen until the answer comes. */
  async ask(query: string): Promise<void> {
    this.#turn += 1;
    const turn = this.#turn;
    this.query = query;
    try {
      const answer = await backend.reflection_list({ query, limit: PAGE, offset: 0 });
      if (turn !== this.#turn) return;
      this.#pages.clear();
      this.#asked.clear();
      this.#asked.add(0);
      this.#pages.set(0, answer.summaries);
      this.total = answer.total;
      this.failure = null;
      this.known = true;
    } catch (e) {
      // No Loaded: an answer is one of many pages.
      if (turn === this.#turn) this.failure = failureOf(e);
    }
  }

  refresh(): Promise<void> {
    return this.ask(this.query);
  }

  /** Fetches what these rows need and is not there yet. */
  need(shown: Shown): void {
    for (const page of pagesFor(shown, PAGE)) if (!this.#asked.has(page)) void this.#fetch(page);
  }

  async #fetch(page: number): Promise<void> {
    const turn = this.#turn;
    this.#asked.add(page);
    try {
      const answer = await backend.reflection_list({ query: this.query, limit: PAGE, offset: page * PAGE });
      if (turn !== this.#turn) return;
      this.#pages.set(page, answer.summaries);
      this.total = answer.total;
    } catch (e) {
      // The page is asked for again when it comes into sight again.
      if (turn !== this.#turn) return;
      this.#asked.delete(page);
      this.failure = failureOf(e);
    }
  }
}
