# What sotto-cli says on a terminal. Sentences for failures are in failures.ftl; the ones below that
# begin with cli-failure take their place where a terminal is not a window.
cli-ask-passphrase = Passphrase:
cli-ask-new-passphrase = New passphrase:
cli-ask-again = The same again:

cli-init-made = Your journal is in { $vault }.
cli-sheet-written = Your recovery sheet is in { $file }. Print it or write it down, keep it on paper, and remove the file.
cli-sheet-title = Sotto recovery sheet
cli-sheet-vault = For the journal: { $vault }
cli-sheet-made = Made on: { $day }
cli-sheet-for = If the passphrase is forgotten, this sheet is the only other way in. Whoever has it can open the journal. Keep it on paper, away from the computer, where you keep papers that matter.
cli-sheet-line = The same key as one line. It also works with the plain “age” tool:
cli-sheet-use = To use it: choose “Use my recovery sheet instead” when Sotto asks for the passphrase, and type the 24 words in their order or the line above.

cli-none-reflections = Nothing here yet. “write” begins.
cli-none-attachments = Nothing is attached. “edit ID --attach FILE” adds something.
cli-none-found = Nothing found.
cli-none-captured = No note is waiting.
cli-none-people = Nobody here yet. “person add” takes someone’s name out of what you share.
cli-none-groups = No group yet. “group add” adds one.
cli-none-bring = Nothing to bring yet. “bring add” adds something.
cli-none-contacts = Nobody here yet. “contact add” takes in someone’s card.
cli-none-left = Nothing has left.
cli-none-received = Nothing has been received yet. “received open” opens what someone sealed for you.
cli-none-brief = Nothing has been received for this.

cli-captured = Sealed. You will find it after unlocking.
cli-captured-discarded = The note is gone.
cli-kept = Kept. { $id }
cli-deleted = The reflection is gone from this journal, with everything it said before. Backups may still hold it.

cli-attachment-saved = The attachment is in { $file }. It is not sealed.
cli-attachment-deleted = The attachment is gone from this journal. Backups may still hold it.

cli-import-added = { $count ->
    [one] 1 reflection was added.
   *[other] { $count } reflections were added.
  }
cli-import-known = { $count ->
    [one] 1 was there already.
   *[other] { $count } were there already.
  }
cli-import-lost = { $count ->
    [one] 1 line could not be read:
   *[other] { $count } lines could not be read:
  }

cli-group = { $every ->
    [one] { $name }: every { $weekday } at { $time } ({ $zone }), next { $next }
   *[other] { $name }: every { $every } weeks on { $weekday } at { $time } ({ $zone }), next { $next }
  }

cli-contact-verified = { $name }: you compared the ten words.
cli-contact-new = { $name }: not compared yet. Read the ten words to each other, in the room if you can.
cli-contact-changed = { $name }: the keys have changed. Compare the ten words again before you share.

cli-contact-group = The words for all of you, that is you and { $names }. Everyone who has all these cards has the same ten.

cli-share-would = This would leave, sealed to { $to }:
cli-share-sealed = Sealed to { $to }:
cli-share-masked = “{ $name }” became “{ $instead }”.
cli-share-kept = “{ $name }” leaves as it is: you decided so.
cli-share-reads = When { $name } reads this: “{ $promise }”
cli-share-limit = Names are removed, not the story: someone who was there may recognise it.
cli-item-bring = To bring
cli-item-mood = How it has been
cli-item-tracker = A number they follow
cli-item-measure = A measure
cli-item-reflection = A reflection
cli-item-letter = A letter
cli-item-win = Something that went well
cli-item-commitment = A promise
cli-item-strategy = Something that helps
cli-item-feedback = Words from somebody
cli-item-listening = Something they heard
cli-item-agreement = The group’s agreement
cli-item-tags = Tags
cli-item-attachment = A file beside the page
cli-item-delete-request = A request to delete an earlier page
cli-item-delete-answer = An answer about deleting a page
cli-item-later = Something made by a newer version of Sotto
cli-item-export = Everything, as an export
cli-page-written = The page is in { $file }. It is not sealed.
cli-sender-not-compared = words not compared
cli-sender-unknown = not a contact
cli-received-check-in = Asks: please check in with me today.
cli-received-delete-after = A request: please delete this after { $day }.
cli-received-deleted = What { $from } sent is gone from this journal; that it came stays in “received log”. Backups may still hold it.
cli-received-deleted-at = deleted { $when }
cli-received-mood = Mood from { $from } to { $until }: { $moods }

cli-verify-records = { $count ->
    [one] 1 record was opened and checked.
   *[other] { $count } records were opened and checked.
  }
cli-verify-attachments = { $count ->
    [one] 1 attachment was opened and checked.
   *[other] { $count } attachments were opened and checked.
  }
cli-verify-damaged = Not as it was written: { $what }
cli-verify-undamaged = All is well.
cli-rekey-done = { $count ->
    [one] New keys for everything: 1 record was sealed anew.
   *[other] New keys for everything: { $count } records were sealed anew.
  }
cli-rekey-dropped = This passphrase no longer opens the journal: { $id }
cli-rekey-backups = Backups made before still open with the old passphrase.
cli-rebuild-done = { $count ->
    [one] Made anew from 1 record in { $seconds }.
   *[other] Made anew from { $count } records in { $seconds }.
  }

cli-backup-made = { $count ->
    [one] Backed up and checked: 1 record, in { $file }.
   *[other] Backed up and checked: { $count } records, in { $file }.
  }
cli-backup-kept = { $count ->
    [one] There is 1 backup in the folder.
   *[other] There are { $count } backups in the folder.
  }
cli-backup-undamaged = { $count ->
    [one] The backup { $file } would restore 1 record. Everything in it opens.
   *[other] The backup { $file } would restore { $count } records. Everything in it opens.
  }
cli-restored = { $count ->
    [one] Restored and checked: 1 record, in { $vault }. It opens as it did when the backup was made.
   *[other] Restored and checked: { $count } records, in { $vault }. It opens as it did when the backup was made.
  }

cli-export-own = { $count ->
    [one] 1 reflection is in { $file }, sealed. This journal opens it (“import auto”), and so does “age -d” with the key line of your recovery sheet.
   *[other] { $count } reflections are in { $file }, sealed. This journal opens it (“import auto”), and so does “age -d” with the key line of your recovery sheet.
  }
cli-export-to = { $count ->
    [one] 1 reflection is in { $file }, sealed to { $to } and nobody else. Everything is in it, with other people’s names as they are. It is on the record of what has left (“share record”).
   *[other] { $count } reflections are in { $file }, sealed to { $to } and nobody else. Everything is in it, with other people’s names as they are. It is on the record of what has left (“share record”).
  }
cli-export-plain = { $count ->
    [one] 1 reflection is in { $file }. It is not sealed: whoever has the file can read it.
   *[other] { $count } reflections are in { $file }. It is not sealed: whoever has the file can read it.
  }

cli-help-emergency = { $country }: in an emergency call { $number }
cli-help-call = Call { $way }
cli-help-text = Text { $way }
cli-help-chat = Write at { $way }

cli-warning-contact-not-confirmed = You have not compared the ten words with { $name } yet. It is sealed all the same; compare them soon.
cli-warning-sender-not-compared = { $name } is a contact, but you have not compared the ten words yet.
cli-warning-sender-unknown = { $name } is not among your contacts. The name is only what the page says.

cli-warning-vault-changed = The file was changed, and not by Sotto: something in it is not as it was last saved. Records that should be there and cannot be read: { $lost }.
cli-warning-vault-read-only = Open for reading only. Records that should be there and cannot be read: { $lost }. Nothing in the file is changed.
cli-warning-notes-unreadable = { $count ->
    [one] 1 note that was left while locked cannot be read by anyone. Everything else is in order.
   *[other] { $count } notes that were left while locked cannot be read by anyone. Everything else is in order.
  }
cli-warning-attachments-not-exported = { $count ->
    [one] 1 attachment is named in this file, and its content is not in it. “attachment save” writes it to a file of its own.
   *[other] { $count } attachments are named in this file, and their contents are not in it. “attachment save” writes each to a file of its own.
  }
cli-warning-import-reflections-only = Only reflections are taken in from an export. Its { $kinds } stay in the file.
cli-warning-records-damaged = { $count ->
    [one] 1 record is damaged and cannot be opened. Everything else is here. “verify” says which.
   *[other] { $count } records are damaged and cannot be opened. Everything else is here. “verify” says which.
  }

# This program's own. What happened and what is safe, then the advice, as in failures.ftl.
cli-failure-usage = This was not understood. Nothing has been done.
    .advice = Try --help.
cli-usage-unknown-option = There is no option { $about }. Nothing has been done.
    .advice = “{ $command } --help” lists what there is.
cli-usage-unknown-command = There is no such command. Nothing has been done.
    .advice = “{ $command } --help” lists what there is.
cli-usage-no-option = There is no such option. Nothing has been done.
    .advice = “{ $command } --help” lists what there is.
cli-usage-too-many = This command does not take that many words. Nothing has been done.
    .advice = Put a text of several words in quotation marks; “{ $command } --help” shows how.
cli-usage-missing = This is missing: { $about }. Nothing has been done.
    .advice = “{ $command } --help” shows how to write it.
cli-usage-no-value = Something has to follow { $about }. Nothing has been done.
    .advice = “{ $command } --help” shows what.
cli-usage-value = This does not fit { $about }. Nothing has been done.
    .advice = “{ $command } --help” shows what does.
cli-usage-twice = { $about } can be given only once. Nothing has been done.
    .advice = “{ $command } --help” shows what may be repeated.
cli-usage-together = { $about } does not go together with another option that was given. Nothing has been done.
    .advice = “{ $command } --help” shows how to write it.
cli-usage-no-command = A command is missing. Nothing has been done.
    .advice = “{ $command } --help” lists what there is.
cli-usage-other = This was not understood. Nothing has been done.
    .advice = “{ $command } --help” shows how to write it.
cli-failure-now-unreadable = What follows --now is not a time. Nothing has been done.
    .advice = Write it like 2026-11-23T20:14:00Z.
cli-failure-now-out-of-range = The time that follows --now is too far away. Nothing has been done.
    .advice = Choose one between the years { $from } and { $until }.
cli-failure-not-yet = This version does not have that command yet. Nothing has been done.
    .advice = “sotto-cli --help” lists what there is.
cli-failure-stdin-twice = Standard input can be read only once. Nothing has been done.
    .advice = Give one of the two as a file.
cli-failure-passphrase-missing = There is no terminal to ask for the passphrase on. Nothing has been done.
    .advice = Give it with --passphrase-file.
cli-failure-passphrase-too-long = The first line of that file is longer than { $limit } bytes and cannot be a passphrase. Nothing has been done.
    .advice = Check that it is the right file.
cli-failure-passphrases-differ = The two passphrases are not the same. Nothing has been done.
    .advice = Try again.
cli-failure-recovery-out-missing = The recovery sheet would be lost. Nothing has been done.
    .advice = Say where it goes with --recovery-out FILE, or make a journal without one with --no-recovery.
cli-failure-place-unknown = This system names no folder for a person’s data. Nothing has been done.
    .advice = Say where the journal is with --vault.
cli-failure-file-missing = There is no such file. Nothing has been done.
    .advice = Check its name and folder.
cli-failure-file-is-folder = This is a folder, not a file. Nothing has been done.
    .advice = Give the name of a file in it.
cli-failure-not-utf8 = This is not UTF-8 text. Nothing was kept from it.
    .advice = Save the file as UTF-8 and try again.
cli-failure-output-failed = Not everything could be written to standard output. The journal is as the command left it.
    .advice = Check where the output goes; do not repeat a command that changes something before you have looked.
cli-failure-text-missing = There is no text. Nothing has been kept.
    .advice = Give a text, or - to read it from standard input.
cli-failure-which-slot = There are several passphrases. Nothing has been done.
    .advice = Say which one with --slot ID; “slot list” shows them.
cli-failure-out-not-stdout = This goes to a file, not to standard output. Nothing has been done.
    .advice = Give the file a name.
cli-failure-want-unknown = This is not something to ask of the group. Nothing has been done.
    .advice = Choose one of: listen, feedback, ideas, challenge, celebrate.
cli-failure-country-unknown = There are no help lines for this country yet.
    .advice = “help” alone lists all there are.
cli-failure-format-unknown = The format of this file is not known. Nothing was taken from it.
    .advice = Name the format in the place of “auto”.
cli-failure-line-too-long = This line is longer than any reflection. It was left out.
    .advice = Divide it into several reflections.
cli-failure-line-unreadable = This is not a reflection as one line of JSON. It was left out.
    .advice = Check the line; a mood in it is a number from 1 to 5.

# The core's, where a terminal needs other words than a window, or the window has none.
cli-failure-read-failed = A file could not be read ({ $what }). Nothing has been done.
    .advice = Check the disk and try again.
cli-failure-vault-missing = There is no journal in this place. Nothing has been done.
    .advice = “init” makes one; --vault names another place.
cli-failure-rolled-back = The journal file is older than the one last seen on this computer. Nothing has been changed.
    .advice = If you put an older copy there yourself, add --accept-older; if not, look for the newer file first.
cli-failure-not-found = Nothing has this id or name. Nothing has changed.
    .advice = Look it up with a command that lists, like “list”.
cli-failure-text-too-long = This text is longer than one reflection can hold. Nothing was kept from it.
    .advice = Divide it into several reflections.
cli-failure-too-many-tags = There are too many tags or feelings. Nothing has been kept.
    .advice = Leave some out and try again.
cli-failure-tag-too-long = A tag or feeling is too long. Nothing has been kept.
    .advice = Shorten it and try again.
cli-failure-mood-unknown = Mood is a number from 1 to 5. Nothing has been kept.
    .advice = Choose one of these and try again.
cli-failure-date-unreadable = This is not a date. Nothing has been done.
    .advice = Write it like 2026-11-23, 2026-11-23T20:14:00, or with an offset.
cli-failure-title-too-long = This title is too long. Nothing has been kept.
    .advice = Shorten it and try again.
cli-failure-date-out-of-range = This date is too far away. Nothing has been kept.
    .advice = Choose one between the years { $from } and { $until }.
cli-failure-zone-unknown = This time zone is not known. Nothing has been kept.
    .advice = Write it like Europe/London.
cli-failure-name-too-long = This name is too long. Nothing has been kept.
    .advice = Shorten it and try again.
cli-failure-weekday-unknown = This is not a weekday. Nothing has been kept.
    .advice = Write it like thu.
cli-failure-no-group = There is no group yet. Nothing has been kept.
    .advice = “group add” adds one.
cli-failure-which-group = There are several groups. Nothing has been kept.
    .advice = Say which one with --group.
cli-failure-minutes-unknown = This is not a number of minutes from 1 to 240. Nothing has been kept.
    .advice = Choose another number.
cli-failure-capture-key-changed = The journal’s file now names another key for notes than when the journal was last open on this computer: its keys were replaced elsewhere, or someone changed the file. Nothing was kept.
    .advice = Open the journal with any command first, or use “write”.
cli-failure-captured-too-many = There is no room for more notes. This one was not kept.
    .advice = Open the journal and look through the others first.
cli-failure-captured-too-long = This note is too long to keep without opening the journal. Nothing was kept from it.
    .advice = Shorten it, or open the journal and use “write”.
cli-failure-my-name-missing = There is no name on your card yet. Nothing has been sealed.
    .advice = Give one with “contact mine --name”.
