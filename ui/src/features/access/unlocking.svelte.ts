/**
 * Unlocking, with whatever is given: idle, asking, or failed. One attempt at a time, but for the keychain: the system
 * may ask something of its own and take its time, and a passphrase that is typed meanwhile comes first.
 */
import { app, unlocked } from '../../app/app-state.svelte';
import { backend, failureOf, failureWith, type Failure, type UnlockOptions, type UnlockResult } from '../../backend';

export type Key =
  { by: 'passphrase'; passphrase: string } | { by: 'recovery'; text: string } | { by: 'photo' } | { by: 'keychain' };

type Attempt = { now: 'idle' } | { now: 'asking'; by: Key['by'] } | { now: 'failed'; by: Key['by']; failure: Failure };

/** The file itself is at fault: then a backup is the next thing to think of. */
const BROKEN: readonly Failure['code'][] = [
  'vault_damaged',
  'tampered',
  'not_a_vault',
  'vault_missing',
  'rolled_back',
  'read_failed',
];
/** Failures after which what is undamaged can still be read. */
export const READABLE: readonly Failure['code'][] = ['vault_damaged', 'tampered'];
const EMPTY = failureWith('passphrase_empty');

export class Unlocking {
  #attempt = $state.raw<Attempt>({ now: 'idle' });
  #last: Key | null = null;
  #keychain: Promise<UnlockResult | null> | null = null;
  #over = false;
  readonly #before: () => Promise<boolean>;
  readonly #readOnly: boolean;

  /** `before` runs first and may refuse; with `readOnly`, a damaged journal is opened as far as it can be read. */
  constructor(before: () => Promise<boolean>, readOnly: boolean) {
    this.#before = before;
    this.#readOnly = readOnly;
  }

  /** With which key an attempt is under way. */
  readonly asking = $derived(this.#attempt.now === 'asking' ? this.#attempt.by : null);
  readonly failure = $derived(this.#attempt.now === 'failed' ? this.#attempt.failure : null);
  readonly broken = $derived(this.failure !== null && BROKEN.includes(this.failure.code));
  /** Something other than the keychain is asked. */
  readonly busy = $derived(this.asking !== null && this.asking !== 'keychain');

  get readable(): boolean {
    return !this.#readOnly && this.failure !== null && READABLE.includes(this.failure.code);
  }

  failureBy(...keys: Key['by'][]): Failure | null {
    return this.#attempt.now === 'failed' && keys.includes(this.#attempt.by) ? this.#attempt.failure : null;
  }

  /** `options`: what the person wants all the same, after reading why the journal does not simply open. */
  async unlock(key: Key, options: UnlockOptions = {}): Promise<void> {
    if (this.busy || (this.asking && key.by === 'keychain')) return;
    const attempt: Attempt = { now: 'asking', by: key.by };
    this.#attempt = attempt;
    this.#last = key;
    const settle = (outcome: Attempt) => {
      if (this.#attempt === attempt) this.#attempt = outcome;
    };
    try {
      if (isEmpty(key)) return settle({ now: 'failed', by: key.by, failure: EMPTY });
      const result = (await this.#before()) ? await this.#ask(key, options) : null;
      if (result && key.by === 'keychain' && this.#over) await lockAgain();
      else if (result) unlocked(result);
      settle({ now: 'idle' });
    } catch (error) {
      settle({ now: 'failed', by: key.by, failure: failureOf(error) });
    }
  }

  /** With the key that was given last. */
  again(options: UnlockOptions): Promise<void> {
    return this.#last ? this.unlock(this.#last, options) : Promise.resolve();
  }

  reset(): void {
    if (this.#attempt.now === 'failed') this.#attempt = { now: 'idle' };
  }

  /** The screen is gone: what the keychain still opens is locked again. */
  end(): void {
    this.#over = true;
  }

  #ask(key: Key, options: UnlockOptions): Promise<UnlockResult | null> {
    const how = this.#readOnly ? { ...options, read_only: true } : options;
    if (key.by === 'passphrase') return backend.unlock({ passphrase: key.passphrase, how });
    if (key.by === 'recovery') return backend.unlock_recovery({ text: key.text, how });
    if (key.by === 'photo') return backend.unlock_photo({ how });
    // The system is asked once, also when the button is pressed again after a passphrase that failed meanwhile.
    this.#keychain ??= backend.keychain_unlock({ how }).finally(() => (this.#keychain = null));
    return this.#keychain;
  }
}

/** Nobody waits for the journal that was opened, unless it was opened by another key meanwhile. */
async function lockAgain(): Promise<void> {
  if (app.state?.state !== 'open') await backend.lock();
}

function isEmpty(key: Key): boolean {
  if (key.by === 'passphrase') return !key.passphrase.trim();
  return key.by === 'recovery' && !key.text.trim();
}
