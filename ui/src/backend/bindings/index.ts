// Written by `cargo test -p sotto bindings`, from the Rust types. Not to be edited.

export type Id = string;
/** RFC 3339 with an offset. */
export type Moment = string;
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
export type Failure = { code: string, params: Record<string, string | number>, };
export type Theme = "system" | "light" | "dark";
export type Settings = { theme: Theme, 
/**
 * Percent, 80 to 200.
 */
text_size: number, 
/**
 * Minutes without a touch, 1 to 60.
 */
lock_after: number, 
/**
 * ISO 3166-1 alpha-2; for Help now.
 */
country: string | null, };
export type ReadOnly = { 
/**
 * The file is damaged; otherwise it lies where nothing can be written.
 */
damaged: boolean, 
/**
 * Records that cannot be read.
 */
lost: number, 
/**
 * Whether anybody can say how many there were.
 */
counted: boolean, };
export type AppState = { state: "new" | "locked" | "open", 
/**
 * When the open journal is only read.
 */
read_only: ReadOnly | null, settings: Settings, version: string, };
export type QrPath = { 
/**
 * Side of the box, in modules.
 */
size: number, path: string, };
export type RecoverySheet = { 
/**
 * 24 words.
 */
words: Array<string>, 
/**
 * `AGE-SECRET-KEY-1...`
 */
key_line: string, qr: QrPath, 
/**
 * Which words are to be read back, from 1.
 */
ask: Array<number>, };
export type WordAnswer = { position: number, word: string, };
export type SheetLabels = { title: string, about: string, 
/**
 * Above the words.
 */
words: string, 
/**
 * Above the key line.
 */
line: string, 
/**
 * Above the code.
 */
code: string, 
/**
 * How to keep it.
 */
keep: string, };
export type Strength = { 
/**
 * 0, guessed at once, to 4, very hard.
 */
score: number, 
/**
 * The power of ten of the number of guesses it withstands.
 */
guesses_log10: number, 
/**
 * What would help most: `short`, `common`, `repeats`, `sequence`, `dates`, `names` or
 * `keyboard`; nothing for a strong one.
 */
hint: string | null, };
export type UnlockOptions = { 
/**
 * Although this computer has seen a newer file.
 */
accept_older?: boolean, 
/**
 * Only to read what is undamaged in it.
 */
read_only?: boolean, };
export type UnlockResult = { 
/**
 * Notes left while locked.
 */
captured: number, 
/**
 * When the journal is only read.
 */
read_only: ReadOnly | null, };
export type Verification = { records: number, damaged: Array<string>, rolled_back: boolean, };
export type SlotInfo = { id: Id, kind: "passphrase" | "recovery" | "device", 
/**
 * The one that opened the journal now.
 */
opened_this: boolean, 
/**
 * Its key was put into this computer's keychain.
 */
in_keychain: boolean, };
export type Rekeyed = { 
/**
 * Records that were sealed anew.
 */
records: number, 
/**
 * Other passphrases that no longer open the journal.
 */
dropped: number, 
/**
 * What became of the key in this computer's keychain, which no longer opens the journal.
 */
keychain: KeychainRemoval, };
export type Keychain = { 
/**
 * Whether this computer has one that can keep a key.
 */
there: boolean, 
/**
 * Whether it was turned on here for this journal.
 */
on: boolean, 
/**
 * Whether the passphrase has to be typed first, so that it is not forgotten.
 */
due: boolean, };
export type KeychainRemoval = "none" | "removed" | "left";
export type Task = "backup" | "rehearsal" | "restore" | "check" | "export" | "recover" | "rekey";
export type TaskProgress = { 
/**
 * What is being done; bytes are counted while copying and keeping. None before the work has begun.
 */
stage: "copying" | "checking" | "keeping" | "sealing" | "writing" | null, done: number, 
/**
 * 0 while nobody knows yet.
 */
of: number, };
export type RecoveredVault = { 
/**
 * Name of the file.
 */
file: string, records: number, 
/**
 * Where the damaged journal lies: the saved file is to come in its place.
 */
journal: string, };
export type ReflectionInput = { title: string, text: string, mood: number | null, feelings: Array<string>, tags: Array<string>, 
/**
 * RFC 3339; `None` keeps the date it has, or is now.
 */
date: string | null, };
export type Reflection = { id: string, date: string, title: string, text: string, mood: number | null, feelings: Array<string>, tags: Array<string>, 
/**
 * 0 while it is only a draft.
 */
revision: number, 
/**
 * How often it was edited after it was first kept.
 */
edited: number, 
/**
 * Whether this is the draft, not yet a revision.
 */
draft: boolean, };
export type RevisionText = { revision: number, 
/**
 * When it was kept.
 */
at: string, date: string, title: string, text: string, mood: number | null, feelings: Array<string>, tags: Array<string>, };
export type SnippetPiece = { text: string, 
/**
 * Whether this is what was searched for.
 */
hit: boolean, };
export type ReflectionSummary = { id: string, date: string, title: string, mood: number | null, tags: Array<string>, snippet: Array<SnippetPiece>, };
export type SummaryPage = { summaries: Array<ReflectionSummary>, 
/**
 * How many there are in all.
 */
total: number, };
export type SavedDraft = { reflection: string, at: string, };
export type DayCount = { day: number, count: number, };
export type TagCount = { tag: string, count: number, };
export type CapturedNote = { id: string, text: string, at: string, };
export type GroupInput = { name: string, 
/**
 * `mon` to `sun`.
 */
weekday: Weekday, 
/**
 * Local time, `18:30`.
 */
time: string, 
/**
 * IANA zone, `Europe/London`.
 */
zone: string, 
/**
 * Every so many weeks.
 */
every: number, };
export type Group = { id: string, 
/**
 * When the next session starts, with the group's own offset on that day.
 */
next: string, name: string, 
/**
 * `mon` to `sun`.
 */
weekday: Weekday, 
/**
 * Local time, `18:30`.
 */
time: string, 
/**
 * IANA zone, `Europe/London`.
 */
zone: string, 
/**
 * Every so many weeks.
 */
every: number, };
export type NextSession = { group: string, name: string, starts: string, };
export type PersonInput = { name: string, 
/**
 * What stands in a share instead of the name.
 */
alias: string | null, 
/**
 * Other spellings.
 */
also: Array<string>, };
export type Person = { id: string, name: string, 
/**
 * What stands in a share instead of the name.
 */
alias: string | null, 
/**
 * Other spellings.
 */
also: Array<string>, };
export type Want = "listen" | "feedback" | "ideas" | "challenge" | "celebrate";
export type BringInput = { 
/**
 * Where it was written first.
 */
reflection: string | null, group: string | null, title: string, 
/**
 * The chosen passage; may be empty.
 */
text: string, want: Want, 
/**
 * 1 to 240.
 */
minutes: number, };
export type Bring = { id: string, 
/**
 * Where it was written first.
 */
reflection: string | null, group: string | null, title: string, 
/**
 * The chosen passage; may be empty.
 */
text: string, want: Want, 
/**
 * 1 to 240.
 */
minutes: number, };
export type Preparation = { next: NextSession | null, 
/**
 * Written since the last session, newest first.
 */
since: Array<Reflection>, bring: Array<Bring>, 
/**
 * Planned in all.
 */
minutes: number, };
export type Today = { now: string, 
/**
 * Today's page, to go on with.
 */
page: Reflection | null, next: NextSession | null, 
/**
 * Things to bring.
 */
bring: number, 
/**
 * Notes left while locked.
 */
captured: number, };
export type Contact = { id: string, name: string, verified: boolean, 
/**
 * New keys under a known name: to be compared again.
 */
changed: boolean, confirmed: string | null, };
export type MyCard = { name: string, 
/**
 * The text to give away.
 */
card: string, };
export type ShareChoice = { 
/**
 * Contacts.
 */
to: string[], bring: boolean, mood_weeks: number | null, reflections: string[], 
/**
 * People whose names leave as they are.
 */
keep_names: string[], };
export type Recipient = { id: string, name: string, verified: boolean, };
export type Masked = { person: string, name: string, alias: string, 
/**
 * The person decided that it leaves.
 */
kept: boolean, };
export type ShareItem = { kind: "bring" | "mood" | "reflection" | "export", title: string, };
export type Preview = { to: Array<Recipient>, items: Array<ShareItem>, 
/**
 * Every name that was found in what was chosen.
 */
names: Array<Masked>, sha256: string, page_url: string, };
export type Sealed = { 
/**
 * Name of the file that was saved.
 */
file: string, };
export type ShareLogEntry = { page_url: string, id: string, shared_at: string, to: Array<string>, 
/**
 * SHA-256 of the page, or of an export as it was before it was sealed.
 */
sha256: string, items: Array<ShareItem>, };
export type MoodPoint = { day: string, 
/**
 * 1 (very low) to 5 (very good).
 */
mood: number, };
export type BroughtItem = { title: string, minutes: number, want: Want, };
export type Received = { page_url: string, id: string, from: string, 
/**
 * The words were compared with this sender, and these are those keys.
 */
verified: boolean, 
/**
 * The sender is a contact.
 */
known: boolean, 
/**
 * When it was opened here.
 */
opened_at: string, 
/**
 * The day the sender made it.
 */
created_on: string, 
/**
 * The session it was made for, as its page says.
 */
title: string, sha256: string, items: Array<ShareItem>, bring: Array<BroughtItem>, mood: Array<MoodPoint>, 
/**
 * It had been opened before.
 */
already_received: boolean, };
export type RefusedFile = { 
/**
 * Its name, without its folder.
 */
file: string, failure: Failure, };
export type OpenedFiles = { opened: Array<Received>, refused: Array<RefusedFile>, };
export type Emergency = { number: string, 
/**
 * The https page that names it.
 */
source: string, 
/**
 * The day it was last looked up, `2026-11-23`.
 */
checked: string, };
export type HelpLine = { 
/**
 * What the line calls itself, in its own language.
 */
name: string, call: string | null, 
/**
 * A number, with the word to send in front of it where one is needed.
 */
text: string | null, 
/**
 * An https address to read out or type in; Sotto never opens it by itself.
 */
chat: string | null, hours: string, 
/**
 * `None`: for anyone in distress.
 */
for_whom: string | null, source: string, checked: string, };
export type HelpCountry = { 
/**
 * ISO 3166-1 alpha-2, in capitals.
 */
code: string, emergency: Emergency, lines: Array<HelpLine>, };
export type HelpContact = { name: string, phone: string, 
/**
 * Also shown on the lock screen: then it lies unsealed on this computer.
 */
on_lock: boolean, };
export type Help = { countries: Array<HelpCountry>, country: string | null, contact: HelpContact | null, };
export type BackupState = { 
/**
 * When one was last made and found whole.
 */
last_run: string | null, 
/**
 * Records in it.
 */
records: number, 
/**
 * How many backups there were in the folder then.
 */
kept: number, 
/**
 * When one was last opened and found whole for a rehearsal.
 */
last_rehearsal: string | null, 
/**
 * Records in it.
 */
rehearsed: number, 
/**
 * The code of what went wrong last; none once it went well again.
 */
error: string | null, 
/**
 * When that was, or when the person stopped one: nothing is tried for an hour.
 */
error_at: string | null, 
/**
 * A rehearsal found the newest backup damaged: another one is due, whatever else holds.
 */
damaged: boolean, 
/**
 * When the first was made: the first rehearsal counts from there.
 */
first_run: string | null, 
/**
 * The state of the vault that was backed up last.
 */
of: string, };
export type BackupFile = { 
/**
 * Its name in the folder.
 */
name: string, 
/**
 * The day it was made, as its name says.
 */
day: string, bytes: number, 
/**
 * Of the journal at the place that was asked about; none where nobody can say.
 */
own: boolean | null, };
export type BackupReport = { 
/**
 * The name of the new backup.
 */
name: string, records: number, 
/**
 * Notes left while locked that nobody can read.
 */
unreadable_notes: number, 
/**
 * Backups of this journal in the folder now.
 */
kept: number, 
/**
 * The names of those that made room.
 */
removed: Array<string>, };
export type RehearsalReport = { name: string, records: number, };
export type RestoreReport = { records: number, 
/**
 * Notes left while locked that nobody can read.
 */
unreadable_notes: number, 
/**
 * Where the journal that was there before is now.
 */
kept: string | null, };
export type BackupStatus = { 
/**
 * Where they go; none until the person chooses a folder.
 */
folder: string | null, state: BackupState, 
/**
 * One is being made or checked right now, perhaps by itself.
 */
busy: Task | null, 
/**
 * The next one replaces all others, because something was deleted.
 */
alone: boolean, };
export type Restorable = { folder: string | null, 
/**
 * Newest first, of any journal; each says whose it is, as far as that is known.
 */
files: Array<BackupFile>, 
/**
 * Why the folder could not be looked into.
 */
failure: Failure | null, };
export type ExportFormat = "markdown" | "json" | "html";
export type ExportLabels = { 
/**
 * Language of these words, such as `en`.
 */
language: string, title: string, 
/**
 * That it was made by Sotto, and on which day.
 */
made: string, mood: string, feelings: string, tags: string, 
/**
 * Heading of the notes that were left while locked.
 */
notes: string, bring: string, minutes: string, groups: string, people: string, };
export type Exported = { 
/**
 * Where it is.
 */
file: string, reflections: number, sealed: boolean, 
/**
 * The recovery sheet opens it. Without one, only this journal does.
 */
sheet: boolean, };

/** Every command: rejects with a Failure. */
export interface Commands {
  app_state(): Promise<AppState>;
  settings_save(a: { settings: Settings }): Promise<Settings>;
  passphrase_strength(a: { passphrase: string }): Promise<Strength>;
  passphrase_suggest(): Promise<string>;
  sheet_new(): Promise<RecoverySheet>;
  vault_create(a: { passphrase: string; answers: WordAnswer[] }): Promise<UnlockResult>;
  unlock(a: { passphrase: string; how?: UnlockOptions }): Promise<UnlockResult>;
  unlock_recovery(a: { text: string; how?: UnlockOptions }): Promise<UnlockResult>;
  unlock_photo(a: { how?: UnlockOptions }): Promise<UnlockResult | null>;
  journal_ready(): Promise<number>;
  lock(): Promise<void>;
  active(): Promise<void>;
  leave(a: { saved: boolean }): Promise<void>;
  leave_heard(): Promise<void>;
  print(): Promise<void>;
  clipboard_copy(a: { text: string }): Promise<void>;
  passphrase_change(a: { old: string; new: string }): Promise<void>;
  slot_list(): Promise<SlotInfo[]>;
  slot_add_passphrase(a: { old: string | null; new: string }): Promise<void>;
  slot_add_recovery(a: { old: string | null; answers: WordAnswer[] }): Promise<void>;
  slot_remove(a: { id: Id }): Promise<void>;
  rekey(a: { old: string | null; new: string; answers: WordAnswer[] | null; share_keys: boolean }): Promise<Rekeyed>;
  sheet_save(a: { words: SheetLabels }): Promise<string | null>;
  keychain(): Promise<Keychain>;
  keychain_on(a: { passphrase: string }): Promise<void>;
  keychain_off(): Promise<KeychainRemoval>;
  keychain_unlock(a: { how?: UnlockOptions }): Promise<UnlockResult>;
  recovered_save(): Promise<RecoveredVault | null>;
  verify(): Promise<Verification>;
  capture(a: { text: string }): Promise<void>;
  captured_list(): Promise<CapturedNote[]>;
  captured_accept(a: { id: Id }): Promise<Id>;
  captured_discard(a: { id: Id }): Promise<void>;
  today(): Promise<Today>;
  draft_save(a: { reflection: Id | null; input: ReflectionInput }): Promise<SavedDraft>;
  draft_keep(a: { reflection: Id }): Promise<number>;
  reflection_list(a: { query: string; limit: number; offset: number }): Promise<SummaryPage>;
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
  my_card(a: { name: string | null }): Promise<MyCard | null>;
  my_card_save(): Promise<string | null>;
  contact_list(): Promise<Contact[]>;
  contact_add(a: { card: string }): Promise<Contact>;
  contact_add_file(): Promise<Contact | null>;
  contact_words(a: { id: Id }): Promise<string[]>;
  contact_confirm(a: { id: Id }): Promise<Contact>;
  contact_delete(a: { id: Id }): Promise<void>;
  share_preview(a: { choice: ShareChoice }): Promise<Preview>;
  share_seal(a: { sha256: string }): Promise<Sealed | null>;
  share_log(): Promise<ShareLogEntry[]>;
  received_open(): Promise<OpenedFiles>;
  received_list(): Promise<Received[]>;
  help(): Promise<Help>;
  help_contact_save(a: { contact: HelpContact | null }): Promise<void>;
  task_progress(a: { task: Task }): Promise<TaskProgress>;
  task_cancel(a: { task: Task }): Promise<void>;
  backup_status(): Promise<BackupStatus>;
  backup_folder_choose(): Promise<BackupStatus | null>;
  backup_stop(): Promise<BackupStatus>;
  backup_now(): Promise<BackupReport>;
  backup_now_alone(): Promise<BackupReport>;
  backup_rehearse(): Promise<RehearsalReport>;
  restore_list(): Promise<Restorable>;
  restore_choose(a: { name: string | null }): Promise<string | null>;
  restore(a: { secret: string; sheet: boolean }): Promise<RestoreReport>;
  export(a: { format: ExportFormat; plain: boolean; words: ExportLabels }): Promise<Exported | null>;
}
