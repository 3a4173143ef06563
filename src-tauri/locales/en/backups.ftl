# Backups, the way back from one, and what deleting means for them.
backups = Backups
backups-why = A backup is a sealed copy of your whole journal in a folder you choose, best on another disk. If this computer is lost or the journal is damaged, you go on from it.
backups-choose = Choose a folder…
backups-choose-other = Choose another folder…
backups-choose-note = Sotto then makes a backup on every day on which something changed. It keeps one for each of the last 7 days, 4 weeks and 12 months. The name of the folder is kept on this computer unsealed.
backups-keeps = Sotto makes one on every day on which something changed, and keeps one for each of the last 7 days, 4 weeks and 12 months. The name of the folder is kept on this computer unsealed.
backups-folder = Folder
backups-last = Last backup
backups-last-made = { $moment }, opened and checked: { $records ->
    [one] 1 record
   *[other] { $records } records
  }
backups-last-damaged = { $moment }, damaged
backups-last-none = None in this folder yet
backups-kept = In the folder
backups-kept-count = { $count ->
    [one] 1 backup
   *[other] { $count } backups
  }
backups-rehearsed = Opened again
backups-rehearsed-at = { $moment }, as if to be restored: all is well
backups-rehearsed-not = Not yet. Sotto opens the newest one once a month, as if to restore it.
backups-now = Back up now
backups-check = Open the newest one
backups-stop = Stop backing up
backups-under-way = Making a backup, opening it and checking it…
backups-checking = Opening the newest backup…
backups-reading = Looking how the backups stand…
backups-made = { $records ->
    [one] Backed up and checked: 1 record.
   *[other] Backed up and checked: { $records } records.
  }
backups-undamaged = { $records ->
    [one] The newest backup opens: 1 record could be restored.
   *[other] The newest backup opens: { $records } records could be restored.
  }
backups-notes = { $notes ->
    [one] 1 note left while locked could not be opened. It is in the backup as it is.
   *[other] { $notes } notes left while locked could not be opened. They are in the backup as they are.
  }
backups-away = The folder is not there right now, perhaps because its disk is not plugged in. Your journal is safe, and the backups in it are as they were. Sotto looks again by itself.
backups-failed = The last backup or check did not work. { $why }
backups-damaged = The newest backup did not open when it was tried. Your journal is safe. Sotto makes a fresh backup as soon as it can; you can also make it now.
backups-alone = Older backups are deleted as soon as the next one is made, because you asked for it when you deleted something.
backups-stop-title = Stop backing up?
backups-stop-text = No more backups are made. Those that are in the folder stay there and can still be restored.
backups-stopped = No more backups are made. Those in the folder stay.
backups-back = To go back to a backup, lock the journal and choose “Restore a backup…” below the passphrase. Nothing is overwritten: the journal as it is now is kept beside the restored one.

restore-start = Restore a backup…
restore-broken = A backup brings your journal back. The file as it is now is kept, too.
restore-earlier = There are backups of a journal in { $folder }. You can go on from one of them.
restore-title = Restore a backup
restore-about = A backup takes the place of your journal and opens with the passphrase or recovery sheet of the day it was made.
restore-which = Which backup
restore-folder = In { $folder }
restore-reading = Looking into the folder…
restore-empty = There is no backup in this folder.
restore-no-folder = Sotto does not know of a folder for backups on this computer. If you have a backup, choose its file.
restore-away = The folder { $folder } is not there right now, perhaps because its disk is not plugged in. Plug it in and look again, or choose a file.
restore-again = Look again
restore-file = Choose a file…
restore-number = { $day }, number { $number }
restore-more = Show { $count } older ones
restore-others = Of another journal
restore-others-show = { $count ->
    [one] Show 1 of another journal
   *[other] Show { $count } of another journal
  }
restore-others-chosen = This backup is of another journal. It opens with the passphrase or recovery sheet of that one.
restore-size = { NUMBER($size, maximumFractionDigits: 1) } MB
restore-chosen = Chosen: { $file }
restore-will-title = What happens
restore-will-check = The backup is copied here, opened, and checked whole. It stays where it is.
restore-will-keep = The journal as it is now is kept beside it, under another name. Nothing is overwritten.
restore-will-none = There is no journal here now. Nothing is overwritten.
restore-will-lost = What was written after that day is not in the backup. It stays in the file that is kept.
restore-passphrase = Passphrase of the backup
restore-missing = Type the passphrase of this backup.
restore-sheet-missing = Type the words or the line from the recovery sheet.
restore-choose-first = Choose a backup first.
restore-do = Restore this backup
restore-under-way = Copying the backup, opening it and checking it…
restore-done-title = Your journal is restored
restore-done = { $records ->
    [one] 1 record was opened and checked.
   *[other] { $records } records were opened and checked.
  } Unlock with the passphrase you have just used.
restore-done-sheet = { $records ->
    [one] 1 record was opened and checked.
   *[other] { $records } records were opened and checked.
  } Unlock with the passphrase of that time, or with the recovery sheet.
restore-kept = The journal that was here before is kept in this file:
restore-kept-none = There was no journal here before, so nothing had to be put aside.
restore-unlock = Go to the lock

delete-backups-hold = In your folder for backups, newer ones take the place of those that hold it. That can take up to 12 months, and longer if you are away.
delete-backups-too = Also delete older backups
delete-backups-too-about = A new backup is made and checked first. Then all older ones of this journal are deleted, and with them every way back to an earlier day.
delete-backups-under-way = Deleting, then making a new backup…
delete-backups-gone = Deleted here, and older backups with it.
delete-backups-not-title = Deleted here, not yet from older backups
delete-backups-not = The reflection is gone from your journal. Older backups still hold it: they are deleted as soon as the next backup can be made. { $why }
delete-backups-not-away = The reflection is gone from your journal. Older backups still hold it. The folder for backups is not there now; once it is, Sotto makes a new backup and deletes them by itself.
