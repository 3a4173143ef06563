/**
 * Something to bring, while it is being written. Like a page (reflections/writing) it outlives the form it is written
 * in: going elsewhere seals it when it can be sealed, and otherwise holds it until the form takes it up again. The
 * journal is not locked or closed over words that are only here. What it looks like is in BringForm.
 */
import { backend, failureOf, failureWith, type BringInput, type Failure, type Id } from '../../backend';
import { hold, nav, type Holder } from '../../app/navigation.svelte';
import type { Route } from '../../app/places';

export class BringDraft implements Holder {
  id = $state<Id | null>(null);
  input = $state() as BringInput;
  failure = $state<Failure | null>(null);
  shown = $state(true);
  /** Whether saving was tried: from then on, the form shows what is missing. */
  tried = $state(false);

  readonly titleMissing = $derived(!this.input.title.trim());
  readonly minutesWrong = $derived(
    !Number.isInteger(Number(this.input.minutes)) || Number(this.input.minutes) < 1 || Number(this.input.minutes) > 240,
  );

  /** Sealed without the person having asked for it; giving up takes that back. */
  #unasked = false;
  #first: { id: Id | null; input: BringInput };
  #sealed: string;
  // One after the other: two savings at once would add the same thing twice.
  #last: Promise<unknown> = Promise.resolve();
  #release: () => void;

  constructor(id: Id | null, start: BringInput) {
    this.id = id;
    this.input = { ...start };
    this.#first = { id, input: { ...start } };
    this.#sealed = JSON.stringify(this.input);
    this.#release = hold(this);
  }

  get finishAt(): Route | undefined {
    return this.failure?.code === 'bring_unfinished' ? { place: 'prepare' } : undefined;
  }

  /** Seals what was typed, if it can be; false when it is still only here. */
  flush(): Promise<boolean> {
    return this.#next(async () => {
      const blank = !this.input.title.trim() && !this.input.text.trim();
      const saved = blank || JSON.stringify(this.input) === this.#sealed || (await this.#save(true));
      if (saved && !this.shown) this.close();
      return saved;
    });
  }

  /** The person keeps it. */
  keep(): Promise<boolean> {
    return this.#next(() => this.#save(false));
  }

  /** The person gives it up: what was sealed unasked becomes again what it was. */
  giveUp(): Promise<boolean> {
    return this.#next(async () => {
      const undone = await this.#attempt(async () => {
        if (this.#unasked && this.#first.id !== null) await backend.bring_save(this.#first);
        else if (this.#unasked && this.id !== null) await backend.bring_delete({ id: this.id });
      });
      if (!undone) return false;
      this.input = { ...this.#first.input };
      this.#sealed = JSON.stringify(this.input);
      return true;
    });
  }

  /** The form is on screen again. What it came from may be gone by now: then it is something new. */
  takeUp(known: (id: Id) => boolean): this {
    if (this.id !== null && !known(this.id)) {
      this.id = null;
      this.#first = { id: null, input: this.#first.input };
      this.#unasked = false;
    }
    this.failure = null;
    this.shown = true;
    return this;
  }

  /** The form leaves the screen: sealed and done with, or held. Tells whether there is something new to read. */
  async leave(): Promise<boolean> {
    this.shown = false;
    await this.flush();
    return this.#unasked;
  }

  close(): void {
    this.#release();
  }

  #next<T>(act: () => Promise<T>): Promise<T> {
    const run = this.#last.then(act);
    this.#last = run.catch(() => {});
    return run;
  }

  async #save(unasked: boolean): Promise<boolean> {
    this.tried = true;
    this.failure = null;
    if (this.titleMissing || this.minutesWrong) {
      // On screen the fields say it themselves.
      if (!this.shown) this.failure = failureWith('bring_unfinished');
      return false;
    }
    const input = { ...$state.snapshot(this.input) };
    return this.#attempt(async () => {
      const kept = await backend.bring_save({
        id: this.id,
        input: { ...input, title: input.title.trim(), minutes: Number(input.minutes) },
      });
      this.id = kept.id;
      this.#sealed = JSON.stringify(input);
      this.#unasked = unasked;
    });
  }

  /** No Action: one attempt waits for the other, and its failure outlives the form. */
  async #attempt(act: () => Promise<void>): Promise<boolean> {
    this.failure = null;
    try {
      await act();
      return true;
    } catch (e) {
      this.failure = failureOf(e);
      return false;
    }
  }
}

/** What was begun and could not be sealed when the person went elsewhere: any, or for that one thing to bring. */
export function waitingDraft(id?: Id | null): BringDraft | undefined {
  return nav.holders.find(
    (one): one is BringDraft => one instanceof BringDraft && !one.shown && (id === undefined || one.id === id),
  );
}
