/**
 * When a page is saved. Pure of what is saved and how time passes, so that it can be tested to the millisecond.
 *
 * Promises: a save begins at most `delay` after the first unsaved change, also while changes go on; one save runs at a
 * time and the next begins with whatever is newest; a change made during a save is never taken for saved; a failed save
 * leaves everything unsaved. `keep` (the draft becomes a revision) runs after `idle` without a change and on flush.
 */
import { failureOf, type Failure } from '../../backend';

export type Clock = {
  now(): number;
  after(milliseconds: number, act: () => void): () => void;
};

type Saving = {
  save(): Promise<void>;
  keep(): Promise<void>;
  /** Called whenever `unsaved`, `unkept`, `saving` or `failure` may have changed. */
  onstate(): void;
};

export const realClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

export class Autosave {
  unsaved = false;
  unkept = false;
  saving = false;
  failure: Failure | null = null;

  #firstChange = 0;
  #stopTimer: (() => void) | null = null;
  #stopIdle: (() => void) | null = null;
  #running: Promise<void> | null = null;

  constructor(
    private readonly work: Saving,
    private readonly clock: Clock = realClock,
    private readonly delay = 800,
    private readonly idle = 30_000,
  ) {}

  change(): void {
    if (!this.unsaved) {
      this.unsaved = true;
      this.#firstChange = this.clock.now();
    }
    if (!this.#running) this.#schedule();
    this.#stopIdle?.();
    this.#stopIdle = this.clock.after(this.idle, () => {
      void this.flush();
    });
    this.work.onstate();
  }

  /** Saves what is unsaved and keeps what is saved. False when something is still only on screen. */
  async flush(): Promise<boolean> {
    this.#stopIdle?.();
    this.#stopIdle = null;
    // A change may come in while this waits; what matters is that everything up to now is saved.
    for (let turns = 0; turns < 5 && (this.unsaved || this.#running); turns += 1) {
      await (this.#running ?? this.#save());
      if (this.failure && this.unsaved) return false;
    }
    if (this.unkept && !this.unsaved) await this.#keep();
    return !this.unsaved;
  }

  /** For a page that begins as a draft left earlier: nothing to save, but something to keep. */
  draftFound(): void {
    this.unkept = true;
  }

  /** For words that could not be saved before: unsaved, and known to have failed. */
  failedBefore(failure: Failure): void {
    this.unsaved = true;
    this.failure = failure;
    this.work.onstate();
  }

  stop(): void {
    this.#stopTimer?.();
    this.#stopIdle?.();
    this.#stopTimer = this.#stopIdle = null;
  }

  #schedule(): void {
    if (this.#stopTimer) return;
    const left = this.#firstChange + this.delay - this.clock.now();
    this.#stopTimer = this.clock.after(Math.max(0, left), () => {
      void this.#save();
    });
  }

  #save(): Promise<void> {
    this.#stopTimer?.();
    this.#stopTimer = null;
    if (this.#running) return this.#running;
    const running = (async () => {
      this.saving = true;
      this.unsaved = false;
      this.work.onstate();
      try {
        await this.work.save();
        this.unkept = true;
        this.failure = null;
      } catch (e) {
        // No Action: what failed is saved again by the next change.
        this.unsaved = true;
        this.failure = failureOf(e);
      }
      this.saving = false;
      this.#running = null;
      // Changes made meanwhile wait for their own second; after a failure the next change or the person tries again.
      if (this.unsaved && !this.failure) this.#schedule();
      this.work.onstate();
    })();
    this.#running = running;
    return running;
  }

  async #keep(): Promise<void> {
    const running = (async () => {
      this.unkept = false;
      try {
        await this.work.keep();
        this.failure = null;
      } catch (e) {
        // The words are safe in the draft; only the revision is missing, and the next flush makes it.
        this.unkept = true;
        if (failureOf(e).code === 'not_found') this.unkept = false;
      }
      this.#running = null;
      if (this.unsaved) this.#schedule();
      this.work.onstate();
    })();
    this.#running = running;
    await running;
  }
}
