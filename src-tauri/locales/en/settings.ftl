# Settings, and what Sotto can and cannot do. Here, and only here, the words of software may be used.
settings-title = Settings
settings-look = How it looks
settings-theme = Colours
settings-theme-system = As the system
settings-theme-light = Light
settings-theme-dark = Dark
settings-size = Text size
settings-size-value = { $percent } %
settings-locking = Locking
settings-lock-after = Lock when nothing happens for
settings-lock-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
  }
settings-lock-why = Locking seals what you were writing first.
settings-lock-now = Lock now
settings-country = Country
settings-country-field = Country for Help now
settings-country-none = Not chosen
settings-country-why = Decides whose emergency number and lines Help now shows first. It never leaves this computer.
settings-not-saved = Not saved: { $why }

settings-passphrase = Passphrase
settings-passphrase-why = A new passphrase opens the same journal. Older backups still open with the old one, and your recovery sheet stays valid.
settings-passphrase-change = Change the passphrase…
settings-passphrase-new = New passphrase
settings-passphrase-save = Change the passphrase
settings-passphrase-saving = Changing the passphrase…
settings-passphrase-changed = The passphrase is changed. Use the new one from now on.

settings-rekey = Someone may know my passphrase
settings-rekey-why = Then a new passphrase alone is not enough. Sotto can replace every key and seal everything anew.
settings-rekey-begin = Replace all keys…

settings-check = Check everything
settings-check-why = Opens every record in the journal and compares it with its seal. Nothing is changed.
settings-check-do = Check everything
settings-check-under-way = Opening every record…
settings-check-good = { $records ->
    [one] 1 record checked. All is well.
   *[other] { $records } records checked. All is well.
  }
settings-check-damaged = { $damaged ->
    [one] One part of the journal is damaged.
   *[other] { $damaged } parts of the journal are damaged.
  } { $records ->
    [one] One record opens as it should.
   *[other] { $records } records open as they should.
  } Keep this file, and look for an earlier copy of it.

settings-cannot = What Sotto cannot do
settings-cannot-back = It cannot call back what you have shared. Whoever can open a page can keep it, or show it to others.
settings-cannot-hold = It cannot hide anything from someone who holds this computer while the journal is open, or from a program that watches the keyboard.
settings-cannot-watch = It cannot watch over anyone. Nobody is told when things go badly. For that there is Help now, and people.
settings-cannot-story = It can take names out of what you share, not the story around them.
settings-cannot-printed = It cannot protect paper, and printing leaves copies that the printer may keep.
settings-cannot-words = It does not diagnose, and nothing it shows is a verdict.
settings-cannot-size = Someone with the journal file sees how large it is, when it last changed, how many records, notes left while locked and ways to unlock it holds, and nothing of what is in them.
settings-about = About
settings-version = Sotto { $version }
settings-about-sealed = Everything you write is encrypted before it is put on the disk, in a documented format that other tools can open too. Sotto opens no network connection by itself.
