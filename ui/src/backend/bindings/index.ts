// Written by `cargo test -p sotto-api typescript`, from the Rust calls. Not to be edited.

/** RFC 3339 with an offset. */
export type Moment = string;
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
/**
 * What the window shows first.
 */
export type AppState = { state: "new" | "locked" | "open", 
/**
 * Set when the open journal can only be read.
 */
read_only: ReadOnly | null, 
/**
 * The journal is open, and nothing of it is shown before the passphrase was typed.
 */
covered: boolean, settings: Settings, version: string, };
/**
 * Where words are set aside.
 */
export type AsidePlace = "disk" | "memory";
/**
 * A backup in a folder.
 */
export type BackupFile = { 
/**
 * The file's name.
 */
name: string, 
/**
 * The day it was made, as its name says.
 */
day: string, bytes: number, 
/**
 * Whether it belongs to the journal at the given place; `None` if that cannot be known.
 */
own: boolean | null, };
/**
 * The result of a run.
 */
export type BackupReport = { 
/**
 * The name of the new backup.
 */
name: string, records: number, 
/**
 * Notes captured while locked that cannot be opened.
 */
unreadable_notes: number, 
/**
 * The number of this journal's backups in the folder now.
 */
kept: number, 
/**
 * The names of the backups that were removed.
 */
removed: Array<string>, };
/**
 * The state of a vault's backups. All moments are RFC 3339.
 */
export type BackupState = { 
/**
 * When a backup was last made and checked.
 */
last_run: string | null, 
/**
 * Records in it.
 */
records: number, 
/**
 * How many backups were in the folder then.
 */
kept: number, 
/**
 * When a rehearsal last succeeded.
 */
last_rehearsal: string | null, 
/**
 * Records in it.
 */
rehearsed: number, 
/**
 * The code of the last failure; `None` after a success.
 */
error: Code | null, 
/**
 * When that was, or when the person last stopped a run. Nothing is tried for an hour after it.
 */
error_at: string | null, 
/**
 * A rehearsal found the newest backup damaged, so another backup is due.
 */
damaged: boolean, 
/**
 * When the first backup was made; the first rehearsal is due a month later.
 */
first_run: string | null, 
/**
 * The state of the vault that was backed up last.
 */
of: string, };
/**
 * The backups of the open journal.
 */
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
export type Bring = { id: string, 
/**
 * The reflection that the passage comes from.
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
/**
 * Something to bring, as a person enters it.
 */
export type BringInput = { 
/**
 * The reflection that the passage comes from.
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
/**
 * Something to bring on a page that was read.
 */
export type BroughtItem = { title: string, minutes: number, 
/**
 * Nothing where the sender is not sure yet.
 */
want: Want | null, raise?: Raise, };
/**
 * A note that was captured while locked. Anyone can have written it: see the threat model.
 */
export type CapturedNote = { id: string, text: string, at: string, };
/**
 * What sort of failure a code is.
 */
export type Class = "usage" | "wrong_key" | "damaged" | "not_written" | "in_use" | "refused" | "newer" | "unexpected";
/**
 * What went wrong. On the wire in snake case: `passphrase_wrong`.
 */
export type Code = "passphrase_wrong" | "passphrase_empty" | "passphrase_missing" | "passphrase_too_long" | "passphrase_too_short" | "passphrase_character" | "passphrases_differ" | "recovery_wrong" | "recovery_unreadable" | "recovery_answers_wrong" | "recovery_out_missing" | "photo_unreadable" | "photo_too_large" | "photo_no_code" | "keychain_absent" | "keychain_refused" | "keychain_silent" | "keychain_missing" | "keychain_failed" | "keychain_key_wrong" | "keychain_passphrase_due" | "locked" | "last_slot" | "too_many_slots" | "which_slot" | "vault_missing" | "exists" | "not_a_vault" | "vault_newer" | "vault_unreleased" | "vault_damaged" | "tampered" | "rolled_back" | "vault_in_use" | "vault_being_read" | "disk_full" | "read_only" | "vault_read_only" | "write_failed" | "read_failed" | "file_disk_full" | "file_read_only" | "file_not_written" | "file_missing" | "file_is_folder" | "folder_missing" | "backup_no_folder" | "backup_none" | "backup_missing" | "backup_damaged" | "backup_other_keys" | "not_a_backup" | "title_too_long" | "text_too_long" | "text_missing" | "date_unreadable" | "date_out_of_range" | "mood_unknown" | "too_many_tags" | "tag_too_long" | "captured_waiting" | "capture_key_changed" | "captured_too_many" | "captured_too_long" | "attachment_too_large" | "attachments_too_many" | "attachment_damaged" | "name_empty" | "name_too_long" | "weekday_unknown" | "time_unknown" | "zone_unknown" | "no_group" | "which_group" | "minutes_unknown" | "want_unknown" | "card_unreadable" | "card_is_yours" | "card_mixed" | "promise_unfit" | "my_name_missing" | "contact_changed" | "choice_empty" | "no_recipient" | "preview_stale" | "share_not_for_you" | "share_damaged" | "share_forged" | "share_refused" | "share_too_large" | "received_too_large" | "share_unknown_format" | "sender_key_changed" | "sender_name_of_another" | "line_too_long" | "line_unreadable" | "not_utf8" | "format_unknown" | "import_unreadable" | "import_too_large" | "export_newer" | "country_unknown" | "place_unknown" | "usage" | "stdin_twice" | "out_not_stdout" | "output_failed" | "now_unreadable" | "now_out_of_range" | "not_yet" | "not_found" | "cancelled" | "unexpected";
export type Contact = { id: string, name: string, verified: boolean, 
/**
 * New keys under a known name: to be compared again.
 */
changed: boolean, confirmed: string | null, 
/**
 * When this person reads what they are sent, in their own words.
 */
reads: string | null, };
export type DayCount = { day: number, count: number, };
/**
 * The number to call when a life is in danger.
 */
export type Emergency = { number: string, 
/**
 * The https page that names it.
 */
source: string, 
/**
 * The day it was last looked up, `2026-11-23`.
 */
checked: string, };
/**
 * What an export looks like.
 */
export type ExportFormat = "markdown" | "json" | "html";
/**
 * The words that stand between a person's own in a document.
 */
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
notes: string, bring: string, minutes: string, groups: string, people: string, 
/**
 * Before the names of attachments: that they are not in this file.
 */
attachments: string, };
/**
 * What was written.
 */
export type Exported = { 
/**
 * Where it is.
 */
file: string, reflections: number, sealed: boolean, 
/**
 * The recovery sheet opens it. Without one, only this journal does.
 */
sheet: boolean, };
/**
 * What went wrong. Holds no text that a person wrote.
 */
export type Failure = { code: Code, class: Class, params: Record<string, string | number>, };
export type Group = { id: string, 
/**
 * When the next session starts, with the UTC offset of the group's zone on that day.
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
 * The number of weeks from one session to the next.
 */
every: number, 
/**
 * The day of a session from which the weeks are counted: the first one, or the next. Without it they are
 * counted from the day the group was entered.
 */
first?: string, };
/**
 * A group and its schedule, as a person enters it.
 */
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
 * The number of weeks from one session to the next.
 */
every: number, 
/**
 * The day of a session from which the weeks are counted: the first one, or the next. Without it they are
 * counted from the day the group was entered.
 */
first?: string, };
/**
 * Everything that Help now shows.
 */
export type Help = { countries: Array<HelpCountry>, country: string | null, contact: HelpContact | null, };
/**
 * Someone the person would call.
 */
export type HelpContact = { name: string, phone: string, 
/**
 * Whether it is also shown under Help now while locked. It is then stored unsealed on this computer.
 */
on_lock: boolean, };
/**
 * What to call in one country.
 */
export type HelpCountry = { 
/**
 * ISO 3166-1 alpha-2, in capitals.
 */
code: string, emergency: Emergency, lines: Array<HelpLine>, };
/**
 * A crisis line; at least one of `call`, `text` and `chat` is given.
 */
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
 * Whom the line is for; `None` for anyone in distress.
 */
for_whom: string | null, source: string, checked: string, };
export type Id = string;
/**
 * What kind of thing it is.
 */
export type ItemKind = "bring" | "mood" | "tracker" | "measure" | "reflection" | "letter" | "win" | "commitment" | "strategy" | "feedback" | "listening" | "agreement" | "tags" | "attachment" | "delete_request" | "delete_answer" | "later" | "export";
/**
 * What becomes of the heads that were not chosen.
 */
export type JoinMode = "replace" | "append";
/**
 * Whether the keychain can open the journal.
 */
export type Keychain = { 
/**
 * Whether this computer has one that can store a key.
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
/**
 * Whether the key in the keychain is gone too.
 */
export type KeychainRemoval = "none" | "removed" | "left";
/**
 * What has become of the last words on the page, when it is asked to leave: the worst for any of them.
 */
export type LastWords = "saved" | "disk" | "memory" | "nowhere";
/**
 * What follows from the answer of the page.
 */
export type Leave = "goes" | "stays" | "covers";
/**
 * A name that was found in what was chosen.
 */
export type Masked = { person: string, name: string, alias: string, 
/**
 * The person decided that it leaves.
 */
kept: boolean, };
/**
 * A mood on a page that was read.
 */
export type MoodPoint = { day: string, 
/**
 * 1 (very low) to 5 (very good).
 */
mood: number, };
export type MyCard = { name: string, 
/**
 * When this person reads what they are sent, as it stands on the card.
 */
reads: string | null, 
/**
 * The text to give away.
 */
card: string, };
export type NextSession = { group: string, name: string, starts: string, };
/**
 * What became of the files that were chosen; both lists are empty when none was.
 */
export type OpenedFiles = { opened: Array<Received>, refused: Array<RefusedFile>, };
export type Person = { id: string, name: string, 
/**
 * The text that replaces the name in a share.
 */
alias: string | null, 
/**
 * Other spellings.
 */
also: Array<string>, };
/**
 * Someone whose name is masked in shares.
 */
export type PersonInput = { name: string, 
/**
 * The text that replaces the name in a share.
 */
alias: string | null, 
/**
 * Other spellings.
 */
also: Array<string>, };
/**
 * The page on which a session is prepared.
 */
export type Preparation = { next: NextSession | null, 
/**
 * Written since the last session, newest first.
 */
since: Array<Reflection>, bring: Array<Bring>, 
/**
 * The sum of the planned minutes.
 */
minutes: number, };
/**
 * What the window shows of a preview. The page itself comes through its own frame.
 */
export type Preview = { to: Array<Recipient>, items: Array<ShareItem>, 
/**
 * Every name that was found in what was chosen.
 */
names: Array<Masked>, sha256: string, page_url: string, };
/**
 * A QR code as one SVG path in a square box.
 */
export type QrPath = { 
/**
 * Side of the box, in modules.
 */
size: number, path: string, };
/**
 * Whether the reader may raise it in the group.
 */
export type Raise = "yes" | "ask" | "no";
/**
 * Why a journal can only be read, and what of it is missing.
 */
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
 * Whether it is known how many there were.
 */
counted: boolean, 
/**
 * Something in it is not as it was last saved.
 */
changed: boolean, };
/**
 * A received share, with the address of its page.
 */
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
 * The group it was made for, as its page says.
 */
group: string | null, 
/**
 * When the session starts that it was made for.
 */
starts: string | null, 
/**
 * The sender asks to be checked in with on that day.
 */
check_in: boolean, 
/**
 * The sender asks that the page is deleted after this day.
 */
delete_after: string | null, sha256: string, items: Array<ShareItem>, bring: Array<BroughtItem>, mood: Array<MoodPoint>, 
/**
 * It had been opened before.
 */
already_received: boolean, };
/**
 * A line of the log: that something came, whether or not it is still here.
 */
export type ReceivedLogEntry = { id: string, from: string, opened_at: string, sha256: string, 
/**
 * When it was deleted here.
 */
deleted_at: string | null, };
export type Recipient = { id: string, name: string, verified: boolean, 
/**
 * When this person reads what they are sent, in their own words.
 */
reads: string | null, };
/**
 * A vault of what was undamaged.
 */
export type RecoveredVault = { 
/**
 * Name of the file.
 */
file: string, records: number, 
/**
 * Where the damaged journal lies: the saved file is to come in its place.
 */
journal: string, };
/**
 * Everything that is printed on a recovery sheet.
 */
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
 * The positions of the words to be read back, counted from 1.
 */
ask: Array<number>, };
/**
 * A whole reflection.
 */
export type Reflection = { id: string, date: string, 
/**
 * 0 while there is only a draft.
 */
revision: number, 
/**
 * The number of revisions after the first.
 */
edited: number, 
/**
 * Whether this is a draft, not yet a revision.
 */
draft: boolean, 
/**
 * The number of other current revisions, written in another copy of the vault: see `reflection_heads`. It
 * is 0 where a reflection is not read by itself.
 */
others: number, title: string, text: string, 
/**
 * 1 (very low) to 5 (very good).
 */
mood: number | null, feelings: Array<string>, tags: Array<string>, };
/**
 * A reflection as a screen or a script gives it.
 */
export type ReflectionInput = { 
/**
 * RFC 3339; `None` keeps the date it has, or is now.
 */
date: string | null, title: string, text: string, 
/**
 * 1 (very low) to 5 (very good).
 */
mood: number | null, feelings: Array<string>, tags: Array<string>, };
/**
 * A reflection in a list.
 */
export type ReflectionSummary = { id: string, date: string, title: string, mood: number | null, tags: Array<string>, snippet: Array<SnippetPiece>, };
/**
 * A file that was refused; nothing of it was stored.
 */
export type RefusedFile = { 
/**
 * Its name, without its folder.
 */
file: string, failure: Failure, };
/**
 * The result of a rehearsal.
 */
export type RehearsalReport = { name: string, records: number, };
/**
 * What new keys have changed.
 */
export type Rekeyed = { 
/**
 * Records that were sealed again.
 */
records: number, 
/**
 * Other passphrases that no longer open the journal.
 */
dropped: number, 
/**
 * Whether the key in this computer's keychain, which no longer opens the journal, was removed.
 */
keychain: KeychainRemoval, };
/**
 * What could be restored from the folder for backups.
 */
export type Restorable = { folder: string | null, 
/**
 * Newest first, of any journal; each says whose it is, as far as that is known.
 */
files: Array<BackupFile>, 
/**
 * Why the folder could not be looked into.
 */
failure: Failure | null, };
/**
 * The result of a restore.
 */
export type RestoreReport = { records: number, 
/**
 * Notes captured while locked that cannot be opened.
 */
unreadable_notes: number, 
/**
 * Where the earlier journal is now.
 */
kept: string | null, };
/**
 * A revision with what was written in it.
 */
export type RevisionText = { 
/**
 * Names this revision. Two of one reflection may have the same number.
 */
record: string, revision: number, 
/**
 * When it was saved.
 */
saved_at: string, date: string, title: string, text: string, 
/**
 * 1 (very low) to 5 (very good).
 */
mood: number | null, feelings: Array<string>, tags: Array<string>, };
/**
 * A draft that has been sealed.
 */
export type SavedDraft = { reflection: string, at: string, };
/**
 * A share that was sealed.
 */
export type Sealed = { 
/**
 * Name of the file that was saved.
 */
file: string, };
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
/**
 * What was chosen to leave, and to whom.
 */
export type ShareChoice = { 
/**
 * Contacts.
 */
to: string[], bring: boolean, mood_weeks: number | null, reflections: string[], 
/**
 * People whose names leave as they are.
 */
keep_names: string[], 
/**
 * A day after which the recipients are asked to delete the page, `2026-12-24`.
 */
delete_after?: string, 
/**
 * The language of the page's own words, such as `en`; English where the page has no others.
 */
language?: string, };
/**
 * What a list says of one thing in a share.
 */
export type ShareItem = { kind: ItemKind, title: string, raise?: Raise, };
/**
 * Something that left, with the address of its page.
 */
export type ShareLogEntry = { page_url: string, id: string, shared_at: string, to: Array<string>, 
/**
 * SHA-256 of the page, or of an export as it was before it was sealed.
 */
sha256: string, items: Array<ShareItem>, };
/**
 * The texts of the sheet besides the key, in the person's language.
 */
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
/**
 * One way to unlock.
 */
export type SlotInfo = { id: Id, kind: "passphrase" | "recovery" | "device", 
/**
 * The one that opened the journal now.
 */
opened_this: boolean, 
/**
 * Its key was put into this computer's keychain.
 */
in_keychain: boolean, };
/**
 * A part of a snippet.
 */
export type SnippetPiece = { text: string, 
/**
 * Whether this part is a hit.
 */
hit: boolean, };
/**
 * How hard a passphrase is to guess.
 */
export type Strength = { 
/**
 * 0, guessed at once, to 4, very hard.
 */
score: number, 
/**
 * The base-10 logarithm of the number of guesses it withstands.
 */
guesses_log10: number, 
/**
 * What would help most: `short`, `common`, `repeats`, `sequence`, `dates`, `names` or
 * `keyboard`; nothing for a strong one.
 */
hint: string | null, };
export type SummaryPage = { summaries: Array<ReflectionSummary>, 
/**
 * How many there are in all.
 */
total: number, };
export type TagCount = { tag: string, count: number, };
/**
 * A task that takes long enough for its progress to be shown.
 */
export type Task = "backup" | "rehearsal" | "restore" | "check" | "export" | "recover" | "rekey";
/**
 * The progress of a task.
 */
export type TaskProgress = { 
/**
 * What is being done; none before the task has begun. What is counted depends on it: see `Stage`.
 */
stage: "copying" | "checking" | "keeping" | "sealing" | "writing" | "attaching" | "reading" | null, done: number, 
/**
 * 0 while the whole is not known yet.
 */
of: number, };
export type Theme = "system" | "light" | "dark";
/**
 * The first screen after unlocking.
 */
export type Today = { now: string, 
/**
 * Today's newest reflection, to continue writing.
 */
page: Reflection | null, next: NextSession | null, 
/**
 * Things to bring.
 */
bring: number, 
/**
 * The number of notes captured while locked.
 */
captured: number, };
/**
 * How the journal is opened, once the person knows why it does not simply open.
 */
export type UnlockOptions = { 
/**
 * Although this computer has seen a newer file.
 */
accept_older?: boolean, 
/**
 * Only to read what is undamaged in it.
 */
read_only?: boolean, };
/**
 * What the person finds after unlocking.
 */
export type UnlockResult = { 
/**
 * Notes left while locked.
 */
captured: number, 
/**
 * Set when the journal can only be read.
 */
read_only: ReadOnly | null, 
/**
 * Words that could not be saved before it was locked, and cannot be saved now.
 */
unsaved: Array<UnsavedWords>, };
/**
 * Words that are still to be saved, for the page to show.
 */
export type UnsavedWords = { words: Words, 
/**
 * Why they could not be saved at unlocking; nothing where that was not tried.
 */
failure: Failure | null, };
/**
 * What a check found.
 */
export type Verification = { 
/**
 * Records that open as they should.
 */
records: number, 
/**
 * What is not as it was written: mostly a table and a row's id.
 */
damaged: Array<string>, };
/**
 * What a person wants from the group for something they bring.
 */
export type Want = "listen" | "feedback" | "ideas" | "challenge" | "celebrate";
/**
 * One word, read back.
 */
export type WordAnswer = { position: number, word: string, };
/**
 * Words that a person typed, as the call that saves them takes them. `new` is the id that something new gets; the
 * page chooses it at random, so that saving once more adds nothing twice.
 */
export type Words = { "what": "draft", reflection: Id | null, new: Id | null, input: ReflectionInput, } | { "what": "bring", id: Id | null, new: Id | null, input: BringInput, } | { "what": "unfinished", id: Id | null, new: Id | null, input: BringInput, };

/** What sort of failure each code is. */
export const CLASSES: Record<Code, Class> = {
  passphrase_wrong: "wrong_key",
  passphrase_empty: "usage",
  passphrase_missing: "usage",
  passphrase_too_long: "usage",
  passphrase_too_short: "usage",
  passphrase_character: "usage",
  passphrases_differ: "usage",
  recovery_wrong: "wrong_key",
  recovery_unreadable: "wrong_key",
  recovery_answers_wrong: "usage",
  recovery_out_missing: "usage",
  photo_unreadable: "refused",
  photo_too_large: "refused",
  photo_no_code: "refused",
  keychain_absent: "refused",
  keychain_refused: "refused",
  keychain_silent: "refused",
  keychain_missing: "refused",
  keychain_failed: "refused",
  keychain_key_wrong: "wrong_key",
  keychain_passphrase_due: "usage",
  locked: "usage",
  last_slot: "usage",
  too_many_slots: "usage",
  which_slot: "usage",
  vault_missing: "usage",
  exists: "usage",
  not_a_vault: "refused",
  vault_newer: "newer",
  vault_unreleased: "refused",
  vault_damaged: "damaged",
  tampered: "damaged",
  rolled_back: "damaged",
  vault_in_use: "in_use",
  vault_being_read: "in_use",
  disk_full: "not_written",
  read_only: "not_written",
  vault_read_only: "not_written",
  write_failed: "not_written",
  read_failed: "unexpected",
  file_disk_full: "not_written",
  file_read_only: "not_written",
  file_not_written: "not_written",
  file_missing: "usage",
  file_is_folder: "usage",
  folder_missing: "not_written",
  backup_no_folder: "usage",
  backup_none: "usage",
  backup_missing: "usage",
  backup_damaged: "damaged",
  backup_other_keys: "refused",
  not_a_backup: "refused",
  title_too_long: "refused",
  text_too_long: "refused",
  text_missing: "usage",
  date_unreadable: "usage",
  date_out_of_range: "refused",
  mood_unknown: "usage",
  too_many_tags: "refused",
  tag_too_long: "refused",
  captured_waiting: "usage",
  capture_key_changed: "damaged",
  captured_too_many: "refused",
  captured_too_long: "refused",
  attachment_too_large: "refused",
  attachments_too_many: "refused",
  attachment_damaged: "damaged",
  name_empty: "usage",
  name_too_long: "refused",
  weekday_unknown: "usage",
  time_unknown: "usage",
  zone_unknown: "usage",
  no_group: "usage",
  which_group: "usage",
  minutes_unknown: "usage",
  want_unknown: "usage",
  card_unreadable: "refused",
  card_is_yours: "refused",
  card_mixed: "refused",
  promise_unfit: "refused",
  my_name_missing: "usage",
  contact_changed: "refused",
  choice_empty: "usage",
  no_recipient: "usage",
  preview_stale: "usage",
  share_not_for_you: "refused",
  share_damaged: "refused",
  share_forged: "refused",
  share_refused: "refused",
  share_too_large: "refused",
  received_too_large: "refused",
  share_unknown_format: "refused",
  sender_key_changed: "refused",
  sender_name_of_another: "refused",
  line_too_long: "refused",
  line_unreadable: "refused",
  not_utf8: "refused",
  format_unknown: "refused",
  import_unreadable: "refused",
  import_too_large: "refused",
  export_newer: "newer",
  country_unknown: "usage",
  place_unknown: "usage",
  usage: "usage",
  stdin_twice: "usage",
  out_not_stdout: "usage",
  output_failed: "not_written",
  now_unreadable: "usage",
  now_out_of_range: "usage",
  not_yet: "usage",
  not_found: "usage",
  cancelled: "unexpected",
  unexpected: "unexpected",
};

/** Bounds that the core holds. */
export const LIMITS = {
  /** Characters of a title. */
  TITLE: 1000,
  /** Bytes of a text in UTF-8, where a control character counts six. */
  TEXT: 5000000,
  /** Tags of a reflection; also feelings. */
  TAGS: 50,
  /** Characters of a tag or a feeling. */
  TAG: 80,
  /** The lowest mood. */
  MOOD_MIN: 1,
  /** The highest mood. */
  MOOD_MAX: 5,
  /** The fewest minutes to plan for one thing. */
  MINUTES_MIN: 1,
  /** The most. */
  MINUTES_MAX: 240,
  /** Characters of a name. */
  NAME: 200,
  /** The fewest characters of a new passphrase, in NFC. */
  PASSPHRASE_MIN: 8,
  /** Bytes of a note left while locked. */
  NOTE: 1000000,
} as const;

/** Every call: rejects with a Failure. */
export interface Calls {
  /** Whether there is a vault and whether it is open, and the settings of this computer. */
  app_state(): Promise<AppState>;
  /** The person did something: the idle clock starts again. */
  active(): Promise<void>;
  /** Locks. The page has sealed its draft already. */
  lock(): Promise<void>;
  /** The page has heard that it is to leave, and is sealing what it holds. */
  leave_heard(): Promise<void>;
  /** The page's answer to being asked to leave: what has become of its last words. Answers what follows. */
  leave(a: { words: LastWords, }): Promise<Leave>;
  /** Prints the page on screen through the system's own dialog: macOS has no other way. */
  print(): Promise<void>;
  /** Copies what the person chose: hidden from clipboard managers, and for a while. */
  clipboard_copy(a: { text: string, }): Promise<void>;
  /** Saves the settings, each brought within its bounds, and answers with what they are now. */
  settings_save(a: { settings: Settings, }): Promise<Settings>;
  /** How easily a passphrase is guessed. */
  passphrase_strength(a: { passphrase: string, }): Promise<Strength>;
  /** A passphrase of random words. */
  passphrase_suggest(): Promise<string>;
  /** Shows a new recovery sheet, at the first run or for an open journal. Nothing is written before it has
   * been read back. */
  sheet_new(): Promise<RecoverySheet>;
  /** Saves the sheet that was shown last as a PDF, at the place that is chosen and nowhere else. Answers with
   * the file's name, or nothing when that was cancelled. */
  sheet_save(a: { labels: SheetLabels, }): Promise<string | null>;
  /** Makes the vault, once the words that were asked for have been read back from the sheet. */
  vault_create(a: { passphrase: string, answers: Array<WordAnswer>, }): Promise<UnlockResult>;
  /** Unlocks with the passphrase. */
  unlock(a: { passphrase: string, how?: UnlockOptions | null, }): Promise<UnlockResult>;
  /** Unlocks with the recovery sheet: its words, or its key line. */
  unlock_recovery(a: { text: string, how?: UnlockOptions | null, }): Promise<UnlockResult>;
  /** Unlocks with a photo of the code on the recovery sheet; nothing when none was chosen. What the code says
   * is not shown or stored. */
  unlock_photo(a: { how?: UnlockOptions | null, }): Promise<UnlockResult | null>;
  /** Uncovers the page with the passphrase. */
  uncover(a: { passphrase: string, }): Promise<void>;
  /** Compares the vault with its manifest, behind the first screen. Answers how many records could not be
   * opened. */
  journal_ready(): Promise<number>;
  /** Replaces the passphrase `old` by another one. */
  passphrase_change(a: { old: string, new: string, }): Promise<void>;
  /** Every way to unlock. */
  slot_list(): Promise<Array<SlotInfo>>;
  /** Adds a passphrase. */
  slot_add_passphrase(a: { old?: string | null, new: string, }): Promise<void>;
  /** Makes the sheet that was shown last and read back the recovery sheet. One before it stops working. */
  slot_add_recovery(a: { old?: string | null, answers: Array<WordAnswer>, }): Promise<void>;
  /** Removes a way to unlock, but never the last passphrase. */
  slot_remove(a: { id: Id, }): Promise<void>;
  /** New keys for everything. With `answers`, the sheet that was shown last becomes the recovery sheet once
   * it has been read back; without them the present sheet stays. */
  rekey(a: { old?: string | null, new: string, answers?: Array<WordAnswer> | null, share_keys: boolean, }): Promise<Rekeyed>;
  /** Whether the keychain can open the journal. On the lock screen the keychain is only asked when it was
   * turned on: asking may start a service. */
  keychain(): Promise<Keychain>;
  /** Turns it on. Only with the passphrase, also when the recovery sheet has opened the journal: a person who
   * has forgotten it must not come to rely on one computer. */
  keychain_on(a: { passphrase: string, }): Promise<void>;
  /** Turns it off. The slot is removed first: the key no longer opens this file. With a copy of it from before, it
   * does until all keys are replaced. */
  keychain_off(): Promise<KeychainRemoval>;
  /** Unlocks with the key in the keychain. */
  keychain_unlock(a: { how?: UnlockOptions | null, }): Promise<UnlockResult>;
  /** Opens everything, and says what is not as it was written. */
  verify(): Promise<Verification>;
  /** Saves what is undamaged as a journal to go on with, opened and checked; nothing when that was cancelled. */
  recovered_save(): Promise<RecoveredVault | null>;
  /** Seals a note without unlocking. */
  capture(a: { text: string, }): Promise<void>;
  /** The notes left while locked. */
  captured_list(): Promise<Array<CapturedNote>>;
  /** Makes a reflection of a note, and answers with its id. */
  captured_accept(a: { id: Id, }): Promise<Id>;
  /** Deletes a note. */
  captured_discard(a: { id: Id, }): Promise<void>;
  /** Today's page, the next session, and what waits. */
  today(): Promise<Today>;
  /** Seals the draft of a reflection, or of a new one, which gets the random id `new`. Words that cannot be saved
   * are set aside: the failure says in `set_aside` whether on a disk or in memory. */
  draft_save(a: { reflection?: Id | null, new?: Id | null, input: ReflectionInput, }): Promise<SavedDraft>;
  /** Makes a revision of the draft, and answers with its number. */
  draft_keep(a: { reflection: Id, }): Promise<number>;
  /** Reflections that match a query, the newest first. */
  reflection_list(a: { query: string, limit: number, offset: number, }): Promise<SummaryPage>;
  /** A reflection, or its draft. */
  reflection_read(a: { id: Id, }): Promise<Reflection>;
  /** Every revision of a reflection. */
  reflection_revisions(a: { id: Id, }): Promise<Array<RevisionText>>;
  /** The current revisions of a reflection: several when it was changed in two copies of the journal. */
  reflection_heads(a: { id: Id, }): Promise<Array<RevisionText>>;
  /** Joins all current revisions of a reflection around the chosen one, and answers with the number of the new
   * one. All of them stay in the history. */
  reflection_join(a: { id: Id, chosen: Id, mode: JoinMode, }): Promise<number>;
  /** Deletes a reflection with all its revisions. */
  reflection_delete(a: { id: Id, }): Promise<void>;
  /** How many reflections each day of a month has. */
  calendar(a: { year: number, month: number, }): Promise<Array<DayCount>>;
  /** Every tag, with how often it is used. */
  tags(): Promise<Array<TagCount>>;
  /** Every group, with its next session. */
  group_list(): Promise<Array<Group>>;
  /** Adds a group, or changes the one with this id. */
  group_save(a: { id?: Id | null, input: GroupInput, }): Promise<Group>;
  /** Deletes a group. */
  group_delete(a: { id: Id, }): Promise<void>;
  /** Every person. */
  person_list(): Promise<Array<Person>>;
  /** Adds a person, or changes the one with this id. */
  person_save(a: { id?: Id | null, input: PersonInput, }): Promise<Person>;
  /** Deletes a person; the name is no longer masked. */
  person_delete(a: { id: Id, }): Promise<void>;
  /** The next session, what to bring, and what was written since the last one. */
  preparation(): Promise<Preparation>;
  /** Adds something to bring, which gets the random id `new`, or changes the one with this id. Words that cannot be
   * saved are set aside, as of a draft. */
  bring_save(a: { id?: Id | null, new?: Id | null, input: BringInput, }): Promise<Bring>;
  /** Sets something to bring aside that cannot be kept yet, such as one without a title, so that locking does not
   * lose it. Answers where; nothing when there was no place for it. */
  bring_set_aside(a: { id?: Id | null, new?: Id | null, input: BringInput, }): Promise<AsidePlace | null>;
  /** The person gives up words that could not be saved: nothing is set aside of them any longer. */
  words_give_up(a: { id: Id, }): Promise<void>;
  /** Deletes something to bring. */
  bring_delete(a: { id: Id, }): Promise<void>;
  /** The person's own card; none until it has a name, which `name` gives it. */
  my_card(a: { name?: string | null, }): Promise<MyCard | null>;
  /** Saves the card as a text file. Answers with the file's name, or nothing when that was cancelled. */
  my_card_save(): Promise<string | null>;
  /** Every contact. */
  contact_list(): Promise<Array<Contact>>;
  /** Adds a contact from the text of a card. */
  contact_add(a: { card: string, }): Promise<Contact>;
  /** Adds a contact from a card in a file; nothing when none was chosen. */
  contact_add_file(): Promise<Contact | null>;
  /** The ten words to compare with a contact. Deriving them takes about a quarter of a second. */
  contact_words(a: { id: Id, }): Promise<Array<string>>;
  /** The words were the same. */
  contact_confirm(a: { id: Id, }): Promise<Contact>;
  /** Deletes a contact. */
  contact_delete(a: { id: Id, }): Promise<void>;
  /** Draws the page of what was chosen, exactly as it would leave. */
  share_preview(a: { choice: ShareChoice, }): Promise<Preview>;
  /** Seals the page that was previewed last, if it is the one with this hash; nothing when that was cancelled. */
  share_seal(a: { sha256: string, }): Promise<Sealed | null>;
  /** Everything that left. */
  share_log(): Promise<Array<ShareLogEntry>>;
  /** Opens files that others sent. */
  received_open(): Promise<OpenedFiles>;
  /** Everything that others sent. */
  received_list(): Promise<Array<Received>>;
  /** Deletes what somebody sent, and leaves a line in the log: from whom, when, its hash. */
  received_delete(a: { id: Id, }): Promise<ReceivedLogEntry>;
  /** Everything that was ever received, also what was deleted. */
  received_log(): Promise<Array<ReceivedLogEntry>>;
  /** Help lines of every country, and the person's own contact: while locked only if they chose that. */
  help(): Promise<Help>;
  /** Saves the person's own contact. It is sealed; also unsealed in the settings if it is to be on the
   * lock screen. */
  help_contact_save(a: { contact?: HelpContact | null, }): Promise<void>;
  /** Where backups go, and when the last one was made and checked. */
  backup_status(): Promise<BackupStatus>;
  /** Asks for the folder; nothing when that was cancelled. What is known of backups in another folder is
   * forgotten, so that one is due. */
  backup_folder_choose(): Promise<BackupStatus | null>;
  /** No more backups are made. Those that are there stay. */
  backup_stop(): Promise<BackupStatus>;
  /** Makes a backup. */
  backup_now(): Promise<BackupReport>;
  /** Makes a backup and removes all others: what was deleted is in none of them. When that cannot be done
   * now, the next backup that can be made does it. */
  backup_now_alone(): Promise<BackupReport>;
  /** Opens the newest backup and checks it. */
  backup_rehearse(): Promise<RehearsalReport>;
  /** The backups that could be restored. */
  restore_list(): Promise<Restorable>;
  /** Chooses what to restore: by its name in the folder for backups, or through the system's dialog.
   * Answers with the name of a file that can be opened here, or nothing when that was cancelled. */
  restore_choose(a: { name?: string | null, }): Promise<string | null>;
  /** Puts the chosen backup in the place of the journal. What is there stays beside it. */
  restore(a: { secret: string, sheet: boolean, }): Promise<RestoreReport>;
  /** Writes everything to a file, sealed to its owner unless `plain`; nothing when that was cancelled.
   * `labels` stand between the person's own words. */
  export(a: { format: ExportFormat, plain: boolean, labels: ExportLabels, }): Promise<Exported | null>;
  /** The progress of a task. */
  task_progress(a: { task: Task, }): Promise<TaskProgress>;
  /** Cancels a task. It ends with `cancelled` as soon as it can, and has changed nothing. */
  task_cancel(a: { task: Task, }): Promise<void>;
}
