/**
 * What was typed about a group or a person and not saved. It stays while the app is open: a press beside the dialog must
 * not cost it. Only saving and Cancel give it up. Leaving the app is not held up by it.
 */
const waiting = new Map<string, unknown>();

export class Unfinished<Input> {
  /** Whether there was something to go on with. */
  readonly resumed: boolean;
  readonly start: Input;
  #key: string;
  #known: string;
  #over = false;

  constructor(what: 'group' | 'person', id: string | null, known: Input) {
    this.#key = `${what} ${id ?? ''}`;
    this.#known = JSON.stringify(known);
    this.resumed = waiting.has(this.#key);
    this.start = { ...known, ...(waiting.get(this.#key) as Partial<Input> | undefined) };
  }

  /** The form goes, with this in it. */
  keep(input: Input): void {
    if (!this.#over && JSON.stringify(input) !== this.#known) waiting.set(this.#key, input);
    else waiting.delete(this.#key);
  }

  /** Saved or given up. */
  end(): void {
    this.#over = true;
  }
}
