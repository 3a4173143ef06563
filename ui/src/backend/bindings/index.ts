// What the screens and the core say to each other: every type and every command, in one place.
// The Rust side is the source; how a command travels is in ../index.ts.
//
// page_url: show it as <iframe sandbox="" src={page_url} title=...>, never as HTML of our own document.

export type Id = string;
export type Moment = string; // RFC 3339 with offset

export type Failure = { code: string; params: Record<string, string | number> };

// ---- settings: lie in the clear on this computer, hold nothing private
export type Theme = "system" | "light" | "dark";
export type Settings = { theme: Theme; text_size: number /* percent, 80..200 */; lock_after: number /* minutes, 1..60 */; country: string | null /* ISO 3166-1 alpha-2 */ };
export type Standing = { state: "new" | "locked" | "open"; settings: Settings; version: string };

// ---- first run, keys
export type SetupSheet = { words: string[] /* 24 */; key_line: string /* AGE-SECRET-KEY-1... */; qr: { size: number; path: string } /* SVG path in a size x size box */; ask: number[] /* three positions, 1-based, to be read back */ };
export type WordAnswer = { position: number; word: string };
export type Strength = { score: number /* 0..4, zxcvbn */; guesses_log10: number; hint: string | null /* code for Fluent, e.g. "common", "short" */ };
export type Opened = { captured: number };

// ---- reflections
export type ReflectionInput = { title: string; text: string; mood: number | null; feelings: string[]; tags: string[]; date: Moment | null };
export type Reflection = { id: Id; date: Moment; title: string; text: string; mood: number | null; feelings: string[]; tags: string[]; revision: number /* 0 while it is only a draft */; edited: number /* times edited after the first keep */; draft: boolean };
export type Piece = { text: string; hit: boolean };
export type Card = { id: Id; date: Moment; title: string; mood: number | null; tags: string[]; snippet: Piece[] };
export type CardPage = { cards: Card[]; total: number };
export type Saved = { reflection: Id; at: Moment };
export type RevisionText = { revision: number; at: Moment; title: string; text: string };
export type DayCount = { day: number; count: number };
export type TagCount = { tag: string; count: number };
export type Captured = { id: Id; text: string; at: Moment };

// ---- groups, people, preparation
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
export type GroupInput = { name: string; weekday: Weekday; time: string /* "18:30" */; zone: string /* IANA */; every: number /* weeks */ };
export type Group = GroupInput & { id: Id; next: Moment };
export type NextSession = { group: Id; name: string; starts: Moment };
export type PersonInput = { name: string; alias: string | null; also: string[] };
export type Person = PersonInput & { id: Id };
export type Want = "listen" | "feedback" | "ideas" | "challenge" | "celebrate";
export type BringInput = { reflection: Id | null; group: Id | null; title: string; text: string; want: Want; minutes: number };
export type Bring = BringInput & { id: Id };
export type Today = { now: Moment; page: Reflection | null /* today's page to go on with */; next: NextSession | null; bring: number; captured: number };
export type Preparation = { next: NextSession | null; since: Reflection[] /* since the last session, newest first, at most 30 */; bring: Bring[]; minutes: number /* planned in all */ };

// ---- contacts and sharing
export type Contact = { id: Id; name: string; verified: boolean; changed: boolean /* new keys: must be compared again */; confirmed: Moment | null };
export type MyCard = { name: string; card: string };
export type ShareChoice = { to: Id[]; bring: boolean; mood_weeks: number | null; reflections: Id[]; keep_names: Id[] /* people whose names leave as they are */ };
export type Recipient = { id: Id; name: string; verified: boolean };
export type Masked = { person: Id; name: string; instead: string; kept: boolean /* true: the person decided that it leaves */ };
export type ShareItem = { kind: "bring" | "mood" | "reflection"; title: string };
export type Preview = { to: Recipient[]; items: ShareItem[]; names: Masked[] /* every name found in what was chosen */; sha256: string; page_url: string };
export type Sealed = { file: string };
export type ShareEntry = { id: Id; when: Moment; to: string[]; sha256: string; items: ShareItem[]; page_url: string };

// ---- received
export type MoodPoint = { day: string /* 2026-11-23 */; mood: number };
export type BroughtItem = { title: string; minutes: number; want: Want };
export type Received = { id: Id; from: string; verified: boolean; known: boolean /* a contact */; at: Moment /* opened */; made: string /* day the sender made it */; sha256: string; items: ShareItem[]; bring: BroughtItem[]; mood: MoodPoint[]; again: boolean; page_url: string };

// ---- safety
export type HelpLine = { name: string; call: string | null; text: string | null; chat: string | null; hours: string; for_whom: string | null; source: string; checked: string /* date */ };
export type HelpCountry = { code: string /* GB */; emergency: { number: string; source: string; checked: string }; lines: HelpLine[] };
export type HelpContact = { name: string; phone: string; on_lock: boolean };
export type Help = { countries: HelpCountry[]; country: string | null; contact: HelpContact | null };

export type Verification = { records: number; damaged: string[]; rolled_back: boolean };

// Every command: async, rejects with a Failure.
export interface Commands {
  standing(): Promise<Standing>;
  settings_save(a: { settings: Settings }): Promise<Settings>;
  passphrase_strength(a: { passphrase: string }): Promise<Strength>;
  passphrase_suggest(): Promise<string>; // six words
  setup_begin(): Promise<SetupSheet>;
  setup_finish(a: { passphrase: string; answers: WordAnswer[] }): Promise<Opened>; // "recovery_answers_wrong" when read back wrong
  unlock(a: { passphrase: string }): Promise<Opened>;
  unlock_recovery(a: { text: string }): Promise<Opened>; // 24 words or the key line
  journal_ready(): Promise<void>; // resolves when search is ready and the manifest has been checked; rejects if tampered
  lock(): Promise<void>; // the process is replaced; never returns in the app
  active(): Promise<void>; // sent at most every 15 s while the person does something: feeds the idle clock
  passphrase_change(a: { old: string; new: string }): Promise<void>;
  verify(): Promise<Verification>;

  capture(a: { text: string }): Promise<void>; // works while locked
  captured_list(): Promise<Captured[]>;
  captured_accept(a: { id: Id }): Promise<Id>;
  captured_discard(a: { id: Id }): Promise<void>;

  today(): Promise<Today>;
  draft_save(a: { reflection: Id | null; input: ReflectionInput }): Promise<Saved>;
  draft_keep(a: { reflection: Id }): Promise<number>; // the draft becomes a revision; gives its number
  reflection_list(a: { query: string; limit: number; offset: number }): Promise<CardPage>; // query as typed: "a phrase" tag:x mood:<3 before:2026-01-01 after: -word pref*
  reflection_read(a: { id: Id }): Promise<Reflection>;
  reflection_revisions(a: { id: Id }): Promise<RevisionText[]>;
  reflection_delete(a: { id: Id }): Promise<void>;
  calendar(a: { year: number; month: number }): Promise<DayCount[]>;
  tags(): Promise<TagCount[]>;

  group_list(): Promise<Group[]>;
  group_save(a: { id: Id | null; input: GroupInput }): Promise<Group>;
  group_delete(a: { id: Id }): Promise<void>;
  person_list(): Promise<Person[]>;
  person_save(a: { id: Id | null; input: PersonInput }): Promise<Person>;
  person_delete(a: { id: Id }): Promise<void>;
  preparation(): Promise<Preparation>;
  bring_save(a: { id: Id | null; input: BringInput }): Promise<Bring>;
  bring_delete(a: { id: Id }): Promise<void>;

  my_card(a: { name: string | null }): Promise<MyCard | null>; // null: no name given yet
  contact_list(): Promise<Contact[]>;
  contact_add(a: { card: string }): Promise<Contact>;
  contact_add_file(): Promise<Contact | null>; // opens the system's file dialog; null: cancelled
  contact_words(a: { id: Id }): Promise<string[]>; // ten; takes about a quarter of a second
  contact_confirm(a: { id: Id }): Promise<Contact>;
  contact_delete(a: { id: Id }): Promise<void>;

  share_preview(a: { choice: ShareChoice }): Promise<Preview>;
  share_seal(a: { sha256: string }): Promise<Sealed | null>; // seals the page last previewed with that hash; save dialog; null: cancelled
  share_record(): Promise<ShareEntry[]>;
  received_open(): Promise<Received | null>; // open dialog
  received_list(): Promise<Received[]>;

  help(): Promise<Help>; // works while locked (contact only if on_lock)
  help_contact_save(a: { contact: HelpContact | null }): Promise<void>;
}
