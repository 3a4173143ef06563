/**
 * "Busy, failed, again", once for every button that asks something of the core, and "not here yet, failed, again" for
 * everything that is read from it. What a screen does with the outcome is its own.
 */
import { failureOf, type Failure } from '../backend';
import { failureText } from '../i18n';
import { toast } from './live.svelte';

/** Something a person does. It runs once at a time; a press meanwhile does nothing. */
export class Action<Arguments extends unknown[] = []> {
  busy = $state(false);
  failure = $state.raw<Failure | null>(null);

  readonly #act: (...args: Arguments) => Promise<unknown>;
  #last: Arguments | null = null;

  constructor(act: (...args: Arguments) => Promise<unknown>) {
    this.#act = act;
  }

  /** False when it failed, was cancelled, or was already under way. */
  readonly run = async (...args: Arguments): Promise<boolean> => {
    if (this.busy) return false;
    this.busy = true;
    this.failure = null;
    this.#last = args;
    try {
      await this.#act(...args);
      return true;
    } catch (error) {
      this.#fail(failureOf(error));
      return false;
    } finally {
      this.busy = false;
    }
  };

  /** What failed, once more. */
  readonly again = (): void => {
    if (this.#last) void this.run(...this.#last);
  };

  /** The failure is no longer of interest: the person changed something, or went elsewhere. */
  readonly clear = (): void => {
    this.failure = null;
  };

  /** What the person cancelled is no failure: a toast confirms it. */
  #fail(failure: Failure): void {
    if (failure.code === 'cancelled') toast(failureText(failure));
    else this.failure = failure;
  }
}

/** Something read from the core. Read again, the value stays until the new one is here; a late answer is dropped. */
export class Loaded<Value> {
  value = $state.raw<Value | null>(null);
  failure = $state.raw<Failure | null>(null);

  readonly #read: () => Promise<Value>;
  #turn = 0;

  constructor(read: () => Promise<Value>) {
    this.#read = read;
  }

  readonly load = async (): Promise<void> => {
    this.#turn += 1;
    const turn = this.#turn;
    this.failure = null;
    try {
      const value = await this.#read();
      if (turn === this.#turn) this.value = value;
    } catch (error) {
      if (turn === this.#turn) this.failure = failureOf(error);
    }
  };
}
