/**
 * Something to bring, while it is being written. Like a page (reflections/writing) it outlives the form it is written
 * in: going elsewhere seals it when it can be sealed, and otherwise holds it until the form takes it up again. The
 * journal is not locked or closed over words that are only here. What it looks like is in BringForm.
 */
import {
  backend,
  failureOf,
  failureWith,
  type AsidePlace,
  type BringInput,
  type Failure,
  type Id,
  type Words,
} from '../../backend';
import { newId } from '../../shared/new-id';
import { asideOf, hold, nav, type Holder } from '../../app/navigation.svelte';
import type { Route } from '../../app/places';

export class BringDraft implements Holder {
  id = $state<Id | null>(null);
  input = $state() as BringInput;
  failure = $state<Failure | null>(null);
  shown = $state(true);
  /** Where it is set aside, when it cannot be sealed. */
  aside: AsidePlace | null = null;
  /** Whether saving was tried: from then on, the form shows what is missing. */
  tried = $state(false);

  readonly titleMissing = $derived(!this.input.title.trim());
  readonly minutesWrong = $derived(
    !Number.isInteger(Number(this.input.minutes)) || Number(this.input.minutes) < 1 || Number(this.input.minutes) > 240,
  );

  /** Sealed without the person having asked for it; giving up takes that back. */
  #unasked = false;
  /** The id that something new gets. */
  #new = newId();
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

  /** Words from before locking that still could not be saved. */
  static ofUnsaved(words: Exclude<Words, { what: 'draft' }>, failure: Failure | null): BringDraft {
    const draft = new BringDraft(words.id, words.input);
    draft.#new = words.new ?? draft.#new;
    draft.#sealed = '';
    draft.shown = false;
    draft.tried = true;
    // Somewhere: saving it again says where.
    draft.aside = 'memory';
    draft.failure = failure ?? failureWith('bring_unfinished');
    return draft;
  }

  get finishAt(): Route | undefined {
    return this.failure?.code === 'bring_unfinished' ? { place: 'prepare' } : undefined;
  }

  /** Seals what was typed, if it can be; false when it is still only here. */
  flush(): Promise<boolean> {
    return this.#next(async () => {
      const blank = !this.input.title.trim() && !this.input.text.trim();
      if (blank) await this.#giveUpAside();
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
      await this.#giveUpAside();
      this.input = { ...this.#first.input };
      this.#sealed = JSON.stringify(this.input);
      return true;
    });
  }

  /** The form is on screen again. What it came from may be gone by now: then it is something new. */
  takeUp(known: (id: Id) => boolean): this {
    if (this.id !== null && !known(this.id)) {
      this.id = null;
      this.#new = newId();
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
      if (unasked) await this.#setAside();
      return false;
    }
    const input = { ...$state.snapshot(this.input) };
    const saved = await this.#attempt(async () => {
      const kept = await backend.bring_save({
        id: this.id,
        new: this.#new,
        input: { ...input, title: input.title.trim(), minutes: Number(input.minutes) },
      });
      this.id = kept.id;
      this.#sealed = JSON.stringify(input);
      this.#unasked = unasked;
    });
    this.aside = asideOf(this.failure);
    return saved;
  }

  /** Nothing of it comes back at the next unlock. */
  async #giveUpAside(): Promise<void> {
    if (this.aside) await backend.words_give_up({ id: this.id ?? this.#new }).catch(() => {});
    this.aside = null;
  }

  /** What cannot be kept yet is not lost by locking all the same. */
  async #setAside(): Promise<void> {
    const input = $state.snapshot(this.input);
    const minutes = Math.min(240, Math.max(1, Math.trunc(Number(input.minutes)) || 5));
    const put = backend.bring_set_aside({ id: this.id, new: this.#new, input: { ...input, minutes } });
    this.aside = await put.catch(() => null);
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
