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
rekey-about = Do this when someone may have seen or guessed your passphrase, or found your recovery sheet.
rekey-what = What happens
rekey-what-keys = Every key of this journal is replaced, and everything in it is sealed anew. The old passphrase no longer opens it.
rekey-what-backups = Backups and copies made before still open with the old passphrase, and nobody can change that. Make a new backup afterwards and remove the old ones.
rekey-what-others = { $others ->
    [one] One other passphrase opens this journal now. It will no longer open it.
   *[other] { $others } other passphrases open this journal now. They will no longer open it.
  }
rekey-what-keychain = The keychain of this computer, or of another one, no longer opens it. You can turn it on again afterwards.
rekey-what-whole = It happens as a whole or not at all. If the power fails meanwhile, your journal is as it was.
rekey-sheet = Recovery sheet
rekey-sheet-keep = Keep the sheet I have
rekey-sheet-keep-why = It goes on opening the journal. Keep it only if you are sure that nobody else has seen it.
rekey-sheet-none = Go on without a sheet
rekey-sheet-none-why = Without one, nobody can open the journal when the passphrase is forgotten.
rekey-sheet-new = Make a new sheet
rekey-sheet-new-why = You read three words of it back before anything changes. Then the old one stops working.
rekey-share = Also choose new keys for sharing
rekey-share-why = Only needed if someone may have copied this journal and opened it. You and everyone you share with then exchange cards and compare ten words again.
rekey-next = Next: the new sheet
rekey-do = Replace all keys
rekey-beginning = Making new keys. This takes a few seconds, so that guessing is slow for everyone else.
rekey-look = Look at the notes
rekey-done = All keys are replaced
rekey-done-records = { $records ->
    [one] 1 record is sealed anew. Only the new passphrase opens this journal from now on.
   *[other] { $records } records are sealed anew. Only the new passphrase opens this journal from now on.
  }
rekey-done-sheet-new = The new recovery sheet opens it too. Destroy the old sheet, unless you keep old backups: those it still opens.
rekey-done-sheet-keep = Your recovery sheet opens it as before.
rekey-done-dropped = { $dropped ->
    [one] One other passphrase no longer opens it. You can add it again under “Ways to unlock”, with new words.
   *[other] { $dropped } other passphrases no longer open it. You can add them again under “Ways to unlock”, with new words.
  }
rekey-done-keychain = This computer’s keychain no longer opens it. You can turn it on again under “Ways to unlock”.
rekey-done-keychain-left = This computer’s keychain no longer opens it. The old key could not be taken out: remove the entry “Sotto” in your keychain yourself, because it still opens older backups.
rekey-done-backups = Make a new backup now, and remove the old ones: they still open with the old passphrase.
rekey-done-share = Give your new card to everyone you share with, and compare the ten words again.
rekey-back = Back to settings

settings-check = Check everything
settings-check-why = Opens every record in the journal and compares it with its seal. Nothing is changed.
settings-check-do = Check everything
settings-check-under-way = Opening every record…
settings-check-good = { $records ->
    [one] 1 record checked. All is well.
   *[other] { $records } records checked. All is well.
  }
settings-check-damaged = { $damaged ->
    [one] 1 of { $records } records is damaged. Everything else can be read. Keep this file, and look for an earlier copy of it.
   *[other] { $damaged } of { $records } records are damaged. Everything else can be read. Keep this file, and look for an earlier copy of it.
  }
settings-check-older = The journal is older than the one last seen on this computer. If you did not put an older copy in its place, find out who did.

ways-title = Ways to unlock
ways-why = Each of these opens everything. Without any of them nobody can, not even the people who make Sotto.
ways-passphrase = Passphrase
ways-recovery = Recovery sheet
ways-recovery-what = On paper. Sotto cannot show it again.
ways-here = This computer’s keychain
ways-here-what = Opens without typing while your system’s keychain is unlocked.
ways-device = Another computer’s keychain
ways-device-what = Turned on where this journal was before, or before this computer was set up anew.
ways-opened = opened it now
ways-loading = Looking…
ways-add = Add a passphrase…
ways-add-why = A second passphrase opens the same journal, for example one that you only write down and keep elsewhere.
ways-add-do = Add this passphrase
ways-adding = Adding the passphrase…
ways-added = The passphrase is added. Both open the journal now.
ways-now = Passphrase now
ways-now-missing = Type the passphrase you use now.
ways-sheet-new = Make a new recovery sheet…
ways-sheet-first = Make a recovery sheet…
ways-sheet-title = A new recovery sheet
ways-sheet-why = You read three words of the new sheet back. Then the old one, if there is one, no longer opens this journal; older backups it still opens.
ways-sheet-show = Show the new sheet
ways-sheet-do = Use this sheet from now on
ways-sheet-adding = Putting the new sheet in place…
ways-sheet-added = The new recovery sheet opens your journal. Destroy the old one.
ways-remove = Remove
ways-remove-named = Remove: { $what }
ways-turn-off = Turn off
ways-turn-off-named = Turn off: { $what }
ways-remove-passphrase-title = Remove this passphrase?
ways-remove-passphrase-text = It will no longer open this journal. Older backups still open with it. If someone else may know it, replace all keys instead.
ways-remove-passphrase-yes = Remove this passphrase
ways-remove-recovery-title = Remove the recovery sheet?
ways-remove-recovery-text = The sheet on paper will no longer open this journal. If you then forget your passphrase, nobody can open it.
ways-remove-recovery-yes = Go without a recovery sheet
ways-remove-here-title = Turn the keychain off?
ways-remove-here-text = The key is taken out of this computer’s keychain, and you unlock with your passphrase, as before. Backups made until now would still open with that key if someone has a copy of it.
ways-remove-here-yes = Turn the keychain off
ways-remove-device-title = Remove another computer’s keychain?
ways-remove-device-text = The key that is kept there will no longer open this journal. Older backups still open with it.
ways-remove-device-yes = Remove that computer’s keychain
ways-removed = Removed. It no longer opens this journal.

# Unlocking with the system's keychain: the one way in that is only as safe as the account it lies in.
keychain-add = Unlock with this computer’s keychain…
keychain-title = Unlock with this computer’s keychain
keychain-what = A key to your journal is put into your system’s keychain. While that is unlocked, as it usually is once you are logged in, Sotto opens without your passphrase.
keychain-who = Whoever can use your account on this computer can then open your journal, and so can other programs that run there: on Linux and Windows any of them. Leave this off if you share the account, or if someone could make you log in.
keychain-passphrase = Your passphrase goes on opening it. Keep it in mind: on any other computer you need it, and here Sotto asks for it every two weeks, so that you do not forget it.
keychain-turning-on = Asking the keychain. Your system may want its password first.
keychain-turn-on = Turn the keychain on
keychain-is-on = The keychain opens your journal now, on this computer.
keychain-none = This computer offers no keychain that could guard a key, so you unlock by typing.
keychain-left = The keychain no longer opens your journal, but the key could not be taken out of it. Remove the entry “Sotto” there yourself: older backups still open with it.

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
