# One sentence or three for each failure code: what happened, what was kept safe, what to do next.
failure-unexpected = Something went wrong that Sotto did not expect. What was already saved is safe. Try again, or close Sotto and open it again.
failure-locked = The journal is locked. Nothing was lost. Unlock it and try again.

failure-passphrase-wrong = That is not the passphrase. Nothing has changed. Look for a different spelling or Caps Lock, or use your recovery sheet.
failure-passphrase-empty = There is no passphrase yet. Type one and try again.
failure-passphrase-too-short = A new passphrase has at least { $limit } characters. Nothing has changed. Choose a longer one: four plain words are easy to remember.
failure-passphrase-character = This passphrase has a character in it that cannot be seen, or that another computer may type differently. Nothing has changed. Choose one without it.
failure-recovery-wrong = These words or this line do not open this journal. Nothing has changed. Compare them with your recovery sheet, letter by letter.
failure-keychain-key-wrong = The key in this computer’s keychain does not open this journal. Nothing has changed. Use your passphrase; you can turn the keychain off and on again in Settings, under “Ways to unlock”.
failure-keychain-absent = This computer’s keychain cannot be reached. Nothing has changed. Use your passphrase.
failure-keychain-refused = The keychain stayed locked. Nothing has changed. Unlock it when the system asks, or use your passphrase.
failure-keychain-silent = The keychain did not answer in time. Nothing has changed. Use your passphrase, or try again.
failure-keychain-missing = The key is no longer in this computer’s keychain. Nothing has changed. Use your passphrase; you can turn the keychain off and on again in Settings, under “Ways to unlock”.
failure-keychain-failed = The keychain did not do what it was asked. Nothing has changed. Use your passphrase, or try again.
failure-keychain-passphrase-due = You last typed your passphrase more than two weeks ago. Type it once now, so that you do not forget it. After that the keychain opens your journal again.
failure-recovery-answers-wrong = These are not the words on the sheet. Nothing has been made yet. Look at the sheet again and read the numbers.

failure-recovery-unreadable = This is not the text of a recovery sheet. Nothing has changed. Type its 24 words, or the line that begins with AGE-SECRET-KEY-1.
failure-photo-unreadable = This file is not a picture that Sotto can read. Nothing has changed. Choose a PNG or JPEG picture of the code, or type the words instead.
failure-photo-too-large = This picture is too large to look through. Nothing has changed. Crop it so that it shows little more than the code, or type the words instead.
failure-photo-no-code = No recovery code was found in this picture. Nothing has changed. Take it again, straight from above and in good light, or type the words instead.
failure-last-slot = This is the only passphrase. It has not been removed. Add another one first.
failure-too-many-slots = There are { $limit } ways to unlock of this kind already. Nothing has changed. Remove one that you no longer use, then try again.
failure-exists = There is a file at this place already. It has not been touched. Choose another name.
failure-read-failed = A file could not be read. Nothing has changed. Check the disk and try again.

failure-vault-missing = The journal file is not where it was. Sotto has not made a new one in its place. If it was moved, put it back and try again.
failure-vault-damaged = Part of the journal file is damaged. Sotto has changed nothing. Keep the file as it is, and look for an earlier copy of it.
failure-vault-newer = This journal was written by a newer version of Sotto. It has not been touched. Update Sotto to open it.
failure-vault-unreleased = This journal was made while Sotto was still being written, before its first version. It has not been touched. This version cannot open it.
failure-not-a-vault = The file in the journal’s place is not a journal. It has not been touched. Move it away, or put your journal back.
failure-vault-in-use = The journal is open in another window or program. Nothing was lost. Close the other one and try again.
failure-vault-being-read = The journal is still being read: a backup, a check or an export is running. Nothing has changed. Wait for it or stop it, then try again.
failure-tampered = The journal file was changed by something other than Sotto. Sotto stopped reading it and has changed nothing. Keep the file, and put a copy that you trust in its place.
failure-rolled-back = The journal file is older than the one last seen on this computer. Nothing has been changed. If you put an older copy there yourself, you can read it as it is; if not, look for the newer file first.

failure-disk-full = The disk is full. What was saved before is safe; the latest change is not saved. Free some space and try again.
failure-vault-read-only = This journal is open for reading only, because part of it is damaged or its folder cannot be written to. Nothing has changed. Save a copy of what is sound, and go on in that.
failure-read-only = The journal cannot be written to here. What was saved before is safe; the latest change is not saved. Allow writing to its folder and try again.
failure-write-failed = The disk did not take the latest change. What was saved before is safe. Check the disk and try again.

failure-file-read-only = The file could not be saved there: that folder does not allow it. No file was made, and your journal is as it was. Choose another folder and try again.
failure-file-disk-full = The file could not be saved: the disk it was meant for is full. No file was made, and your journal is as it was. Free some space or choose another place, and try again.
failure-file-not-written = The file could not be saved there. No file was made, and your journal is as it was. See whether its folder is still there, or choose another place.
failure-cancelled = Stopped, as you asked. Nothing has changed, and nothing half-made was left behind.
failure-folder-missing = The folder is not there. Nothing has been written, and what was saved before is safe. Plug in the disk or choose another folder, then try again.
failure-backup-no-folder = There is no folder for backups yet. Nothing has changed. Choose one in Settings.
failure-backup-none = There is no backup of this journal in the folder. Nothing else has changed. Make one now, or choose the folder that holds them.
failure-backup-missing = The backup is not where it was. Nothing has been changed. If it is on another disk, plug that in and choose the file again.
failure-backup-damaged = This backup is damaged. It has not been touched, and nothing was restored from it. Choose another one.
failure-not-a-backup = This file is not a backup of a journal. It has not been touched. Choose a file whose name begins with “sotto-”, or another copy of your journal.
failure-backup-other-keys = This backup belongs to another journal, or was made before the keys of this one were replaced. It has not been touched. It still opens with the passphrase or recovery sheet of that time.

failure-not-found = This is no longer in the journal. Nothing else has changed. Go back and choose again.
failure-title-too-long = This title is too long. Your text is safe. Shorten the title and try again.
failure-text-too-long = This text is longer than one reflection can hold. It is still here on screen. Move part of it to a new page and try again.
failure-date-out-of-range = This date is too far away. Nothing has been saved. Choose another date.
failure-date-unreadable = This is not a date. Nothing has been saved. Write it like 2026-11-23.
failure-mood-unknown = Mood is a number from 1 to 5. Nothing else has changed. Choose again.
failure-too-many-tags = These are more tags or feelings than one reflection can hold. Your text is safe. Take some away and try again.
failure-tag-too-long = One tag or feeling is too long. Your text is safe. Shorten it and try again.
failure-attachment-too-large = This file is larger than { $limit } GiB, the most that one attachment can hold. Nothing was added.
    .advice = Cut it into shorter pieces, or make it smaller first.
failure-attachments-too-many = A reflection holds at most { $limit } attachments. Nothing was added.
    .advice = Put the others on another reflection.
failure-attachment-damaged = What is stored of this attachment is damaged. No file was made, and nothing else in the journal has changed.
    .advice = Keep the journal’s file as it is, and look for the attachment in a backup.
failure-name-too-long = This name is too long. Nothing has been saved. Shorten it and try again.
failure-weekday-unknown = This is not a weekday. Nothing has been saved. Choose one from the list.
failure-no-group = There is no group yet. Nothing has been saved. Add your group first.
failure-which-group = There are several groups. Nothing has been saved. Choose one of them.
failure-minutes-unknown = Minutes lie between 1 and 240. Nothing has been saved. Choose another number.
failure-name-empty = A name is missing. Nothing has been saved. Type a name and try again.
failure-time-unknown = This is not a time of day. Nothing has been saved. Write it like 18:30.
failure-zone-unknown = This time zone is not known. Nothing has been saved. Choose one from the list.

failure-captured-waiting = Notes that were left while locked are still waiting. Nothing has changed. Keep or discard each of them first, then try again.
failure-captured-too-many = There is no room for more notes while locked. Your note is still here on screen. Unlock, look through the notes, and try again.
failure-captured-too-long = This note is too long to leave while locked. It is still here on screen. Shorten it, or unlock and write it there.

failure-share-not-for-you = This file is sealed to someone else. Nothing was kept from it. Ask the sender to seal it to your card.
failure-share-damaged = This file did not arrive whole. Nothing was kept from it. Ask the sender for it again.
failure-share-forged = This file does not come from the person it names. Nothing was kept from it. Ask that person, in the room if you can.
failure-share-unknown-format = This file is of a kind this version of Sotto does not know. Nothing was kept from it. Update Sotto, or ask the sender what it is.
failure-sender-key-changed = The sender’s keys are not the ones you compared. Nothing was kept from this file. Compare the ten words again, in the room if you can.
failure-contact-changed = This contact’s keys have changed. Nothing has been sealed. Compare the ten words again before you share.
failure-card-unreadable = This is not a contact card, or part of it is missing. Nothing was added. Ask for the whole card again.
failure-choice-empty = Nothing has been chosen to share yet. Nothing has left. Choose at least one thing.
failure-no-recipient = Nobody has been chosen to share with yet. Nothing has left. Choose at least one person.
failure-preview-stale = Something changed after the preview was made. Nothing has left. Look at the preview again, then seal it.
failure-share-refused = This file is not a sealed share. Nothing was kept from it. Ask the sender which file it should be.
failure-share-too-large = This is larger than a share can be. Nothing was kept from it and nothing has left. Choose less, or ask the sender.
failure-card-is-yours = This is your own card. Nothing was added. Ask for the other person’s card.
failure-promise-unfit = When you read what you are sent stands on one line of at most { $limit } characters, without signs that cannot be seen. Your card is as it was. Say it in fewer words.
failure-my-name-missing = There is no name on your card yet. Nothing has left. Give your card a name first.

failure-format-unknown = The format of this file is not known. Nothing was taken from it. Choose a file that an export wrote, or one with a line of JSON for each reflection.
failure-export-newer = This export was written by a newer version of Sotto. Nothing was taken from it. Update Sotto, then try again.
failure-import-too-large = This sealed file is larger than can be opened at once. Nothing was taken from it. Open it with the plain “age” tool and take in what comes out.
failure-import-unreadable = No line of this file could be read as a reflection. Nothing has been added. Look whether it is the right file.
