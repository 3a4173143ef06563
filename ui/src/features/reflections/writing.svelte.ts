/**
 * One page being written: what is on it, whether it is sealed, and the autosave that sees to it. It outlives the screen
 * it is written on while its words are not saved, so that going elsewhere loses nothing. The text itself stays in the
 * editor and is read when it is needed.
 */
import {
  backend,
  failureWith,
  type AsidePlace,
  type Failure,
  type Id,
  type Moment,
  type Reflection,
  type Words,
} from '../../backend';
import { failureText, find, t } from '../../i18n';
import { announce } from '../../shared/live.svelte';
import { newId } from '../../shared/new-id';
import { asideOf, hold, nav, type Holder } from '../../app/navigation.svelte';
import { Autosave, realClock, type Clock } from './autosave';
import { unsavedWords } from './words';

export class Writing implements Holder {
  id = $state<Id | null>(null);
  title = $state('');
  mood = $state<number | null>(null);
  feelings = $state<string[]>([]);
  tags = $state<string[]>([]);
  date: Moment | null;

  /** When the draft was last sealed, by this computer's clock; null before that. */
  sealedAt = $state<number | null>(null);
  kept = $state(false);
  unsaved = $state(false);
  failure = $state<Failure | null>(null);
  shown = $state(true);

  /** The id that a new page gets. */
  #new = newId();
  #text: string;
  #reader: (() => string) | null = null;
  #savedText: string;
  #autosave: Autosave;
  #release: () => void;

  constructor(from: Reflection | null, clock: Clock = realClock) {
    this.id = from?.id ?? null;
    this.title = from?.title ?? '';
    this.mood = from?.mood ?? null;
    this.feelings = [...(from?.feelings ?? [])];
    this.tags = [...(from?.tags ?? [])];
    this.date = from?.date ?? null;
    this.kept = from !== null && !from.draft;
    this.#text = this.#savedText = from?.text ?? '';
    this.#autosave = new Autosave(
      { save: () => this.#save(), keep: () => this.#keep(), onstate: () => this.#look() },
      clock,
    );
    if (from?.draft) this.#autosave.draftFound();
    this.#release = hold(this);
  }

  /** Words from before locking that still could not be saved. */
  static ofUnsaved(words: Extract<Words, { what: 'draft' }>, failure: Failure | null): Writing {
    const page = new Writing(null);
    const { title, text, mood, feelings, tags, date } = words.input;
    Object.assign(page, { id: words.reflection, title, mood, feelings, tags, date });
    page.#new = words.new ?? page.#new;
    page.#text = text;
    page.shown = false;
    page.#autosave.failedBefore(failure ?? failureWith('unexpected'));
    return page;
  }

  get aside(): AsidePlace | null {
    return asideOf(this.failure);
  }

  get text(): string {
    return this.#reader ? this.#reader() : this.#text;
  }

  get empty(): boolean {
    return (
      !this.title.trim() &&
      this.mood === null &&
      this.feelings.length === 0 &&
      this.tags.length === 0 &&
      !this.text.trim()
    );
  }

  /** The editor lends its text while it is on screen, and hands it back when it goes. */
  lend(reader: () => string): () => void {
    this.#reader = reader;
    return () => {
      this.#text = reader();
      this.#reader = null;
    };
  }

  change(part: Partial<Pick<Writing, 'mood' | 'feelings' | 'tags'>>): void {
    Object.assign(this, part);
    this.touched();
  }

  touched(): void {
    this.#autosave.change();
  }

  async flush(): Promise<boolean> {
    const saved = await this.#autosave.flush();
    if (saved && !this.shown) this.close();
    return saved;
  }

  /** The page leaves the screen: saved and done with, or held until it can be saved. */
  async leave(): Promise<void> {
    this.shown = false;
    await this.flush();
  }

  /** Gives the page up without saving, because it was deleted. */
  close(): void {
    this.#autosave.stop();
    this.#release();
  }

  /** What happened, how much is only on screen, and what to do. */
  failureWords(): string {
    if (!this.failure) return '';
    const words = Math.max(1, unsavedWords(this.#savedText, this.text));
    return find(`page-not-saved-${this.failure.code.replaceAll('_', '-')}`, { words }) ?? failureText(this.failure);
  }

  async #save(): Promise<void> {
    if (this.id === null && this.empty) {
      if (this.aside) await backend.words_give_up({ id: this.#new });
      return;
    }
    const text = this.text;
    const first = this.sealedAt === null;
    const input = {
      title: this.title,
      text,
      mood: this.mood,
      feelings: [...this.feelings],
      tags: [...this.tags],
      date: this.date,
    };
    const saved = await backend.draft_save({ reflection: this.id, new: this.#new, input });
    this.id = saved.reflection;
    this.#savedText = text;
    this.sealedAt = Date.now();
    this.kept = false;
    // Heard once: a screen reader must not hear every second of writing.
    if (first && this.shown) announce(t('status-sealed-first'));
  }

  async #keep(): Promise<void> {
    if (this.id === null) return;
    await backend.draft_keep({ reflection: this.id });
    this.kept = true;
    if (this.shown) announce(t('status-kept'));
  }

  #look(): void {
    const recovered = this.failure !== null && this.#autosave.failure === null;
    this.unsaved = this.#autosave.unsaved;
    this.failure = this.#autosave.failure;
    if (recovered && this.shown) announce(t('status-sealed-again'));
  }
}

/**
 * The page a person went away from before it could be saved, if there is one: that reflection, or else a new page,
 * which may have been saved once as a draft and is not in the journal yet.
 */
export function unsavedPage(id: Id | null): Writing | undefined {
  const held = nav.holders.filter((one): one is Writing => one instanceof Writing && !one.shown);
  return held.find((one) => id !== null && one.id === id) ?? held.find((one) => one.date === null && !one.kept);
}
