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

unsaved-elsewhere = Words you wrote are still here in memory and are not saved. { $why }
save-again = Save again
losing-title = Your last words are not saved
losing-text = They could not be saved and are only here on screen. If you lock now, they are lost. If you stay, you can copy them or save again.
losing-lock = Lock and lose these words
losing-stay = Stay

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
