# The window around every place, and words every feature uses.
places = Places
place-today = Today
place-journal = Journal
place-prepare = Prepare
place-group = Group
place-share = Share
place-received = Received
place-help = Help now
place-settings = Settings
lock = Lock
locks-after = Locks after { $minutes } min idle
checking = Checking the journal…
opening = Opening…
place-failed = This page could not be opened. Nothing was lost. Try again, or close Sotto and open it again.

# Two minutes: as long as desktop/clipboard.rs keeps it.
copied = Copied. It leaves the clipboard in two minutes, and when you lock.

close = Close
cancel = Cancel
try-again = Try again
back = Back
next = Next
remove = Remove { $what }
edit-entry = Edit
remove-entry = Remove
save = Save
form-unfinished = You typed this before and have not saved it. Cancel gives it up.

unsaved-elsewhere = Words you wrote are still here in memory and are not saved. { $why }
save-again = Save again
losing-title = Your last words are not saved
losing-text = They could not be saved and are only here on screen. If you lock now, they are lost. If you stay, you can copy them or save again.
losing-memory-text = They could not be saved on a disk. They are sealed in this computer’s memory, until you log out or it is turned off, and are saved when you next unlock if they can be. If you stay, you can copy them or save again.
losing-lock = Lock and lose these words
losing-stay = Stay

# A journal that is damaged, or lies where nothing can be written.
read-only-title = You are reading what is undamaged
read-only-title-folder = You can read, but not write
read-only-lost = { $lost ->
    [one] The file of this journal is damaged. One record in it cannot be read; everything else is here.
   *[other] The file of this journal is damaged. { $lost } records in it cannot be read; everything else is here.
  }
read-only-none-lost = The file of this journal is damaged, but every record in it could be read.
read-only-changed = The file of this journal was changed, and not by Sotto. What could be read is here, but something is not as you last saved it: it may be older, or you may have deleted it.
read-only-unknown = The file of this journal is damaged. What could be read is here; nobody can say how much is missing.
read-only-folder = The journal lies in a folder that cannot be written to. Everything in it is here. Allow writing to its folder, then lock and open it again; or save a copy somewhere else and go on in that.
read-only-nothing = Nothing can be written here, and the damaged file stays exactly as it is.
read-only-save = Save what is undamaged…
read-only-save-folder = Save a copy…
read-only-saving = Saving, and opening every record to make sure…
read-only-saved = { $records ->
    [one] Saved as { $file }, opened again and found whole: 1 record. It opens with the same passphrase and recovery sheet.
   *[other] Saved as { $file }, opened again and found whole: { $records } records. It opens with the same passphrase and recovery sheet.
  }
read-only-next = To go on in it: lock, choose “Restore a backup…” below the passphrase, and then the saved file. The damaged file is kept beside it, in the folder of:
read-only-today = This journal can only be read
read-only-today-text = Nothing can be written in it, so there is no page here today. What you wrote is in the journal.
read-only-today-go = Go to the journal
read-only-stopped = What is undamaged can still be read. Type your passphrase once more.

check-failed-title = The journal did not pass its check

in-days = { $days ->
    [0] today
    [1] tomorrow
   *[other] in { $days } days
}
ago-now = just now
ago-seconds = { $count ->
    [one] { $count } second ago
   *[other] { $count } seconds ago
}
ago-minutes = { $count ->
    [one] { $count } minute ago
   *[other] { $count } minutes ago
}
ago-hours = { $count ->
    [one] { $count } hour ago
   *[other] { $count } hours ago
}
damaged-some = { $records ->
    [one] One record of your journal is damaged and cannot be opened.
   *[other] { $records } records of your journal are damaged and cannot be opened.
  } Everything else is here and safe. Keep the file as it is, and look for an earlier copy of it.

# How much of a long task is done.
task-copying = Copying: { NUMBER($done, maximumFractionDigits: 1) } of { NUMBER($of, maximumFractionDigits: 1) } MB
task-checking = Opening and checking: { $done } of { $of } records
task-keeping = Keeping the journal as it is now: { NUMBER($done, maximumFractionDigits: 1) } of { NUMBER($of, maximumFractionDigits: 1) } MB
task-writing = Writing: { $done } of { $of } reflections
task-attaching = Attaching: { NUMBER($done, maximumFractionDigits: 1) } of { NUMBER($of, maximumFractionDigits: 1) } MB
task-reading = Reading: { NUMBER($done, maximumFractionDigits: 1) } of { NUMBER($of, maximumFractionDigits: 1) } MB
task-sealing = Sealing everything anew: { $done } of { $of }
task-stopping = Stopping…
