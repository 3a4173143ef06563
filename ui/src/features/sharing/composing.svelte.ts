/**
 * What is about to leave: the choice, the page made of it, and whether that page is still the right one. After every
 * change the page counts as stale until the core has made it again; only a page that is not stale can be sealed, and
 * only by its own hash. An answer that comes late, for an earlier choice, is dropped.
 */
import { backend, failureOf, type Failure, type Id, type Preview, type Sealed, type ShareChoice } from '../../backend';

const PAUSE = 250;

export class Composing {
  choice = $state<ShareChoice>({ to: [], bring: false, mood_weeks: null, reflections: [], keep_names: [] });
  preview = $state.raw<Preview | null>(null);
  /** The page on screen is not, or not yet, the page of this choice. */
  stale = $state(false);
  sealing = $state(false);
  failure = $state.raw<Failure | null>(null);
  notSealed = $state.raw<Failure | null>(null);

  readonly hasWhat = $derived(
    this.choice.bring || this.choice.mood_weeks !== null || this.choice.reflections.length > 0,
  );
  readonly hasWho = $derived(this.choice.to.length > 0);
  readonly sealable = $derived(this.preview !== null && !this.stale && !this.sealing && this.failure === null);

  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  change(part: Partial<ShareChoice>): void {
    Object.assign(this.choice, part);
    this.refresh();
  }

  toggle(list: 'to' | 'reflections' | 'keep_names', id: Id, on: boolean): void {
    const without = this.choice[list].filter((one) => one !== id);
    this.change({ [list]: on ? [...without, id] : without });
  }

  refresh(pause = PAUSE): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
    this.failure = null;
    this.notSealed = null;
    if (!this.hasWhat || !this.hasWho) {
      this.preview = null;
      this.stale = false;
      return;
    }
    this.stale = true;
    this.#timer = setTimeout(() => void this.#make(), pause);
  }

  async #make(): Promise<void> {
    const turn = this.#turn;
    try {
      const preview = await backend.share_preview({ choice: $state.snapshot(this.choice) });
      if (turn !== this.#turn) return;
      this.preview = preview;
      // A name allowed for something that was taken out again is asked about once more if that comes back.
      this.choice.keep_names = this.choice.keep_names.filter((id) => preview.names.some((name) => name.person === id));
      this.stale = false;
    } catch (e) {
      // No Action: a failed page is stale no longer, and one of an earlier choice is nothing.
      if (turn !== this.#turn) return;
      this.preview = null;
      this.stale = false;
      this.failure = failureOf(e);
    }
  }

  /** Null when the person closed the dialog, or when there is nothing that may be sealed. */
  async seal(): Promise<Sealed | null> {
    const page = this.preview;
    if (!page || !this.sealable) return null;
    this.sealing = true;
    this.notSealed = null;
    try {
      return await backend.share_seal({ sha256: page.sha256 });
    } catch (e) {
      // No Action: some failures make the page again.
      const failure = failureOf(e);
      if (failure.code === 'preview_stale' || failure.code === 'contact_changed') this.refresh(0);
      this.notSealed = failure;
      return null;
    } finally {
      this.sealing = false;
    }
  }

  stop(): void {
    this.#turn += 1;
    clearTimeout(this.#timer);
  }
}

/** "Dr Okafor", "Dr Okafor and Sam", "Dr Okafor, Sam and Maya". */
export const listed = (names: string[]) => new Intl.ListFormat('en-GB').format(names);
