# First run, unlocking, what opens the journal, and replacing all keys.
sealed-here = Your journal is sealed on this computer.
passphrase = Passphrase
passphrase-again = Passphrase again
passphrase-show = Show what I type
caps-lock = Caps Lock is on.
unlock = Unlock
# Shown instead of the lock while words of the person are only in memory.
covered = Your journal is covered. Your last words could not be saved anywhere and are held in memory; as soon as they can be saved, your journal locks. Type your passphrase to see them.
uncover = Show my journal
unlocking = Opening your journal…
unlock-older = Open this older copy
use-recovery = Use my recovery sheet instead
use-passphrase = Use my passphrase instead
recovery-text = Recovery sheet
recovery-text-hint = The 24 words in their order, or the line that begins with AGE-SECRET-KEY-1.
photo-use = Use a photo of the code…
photo-hint = A PNG or JPEG picture of the square code on your sheet. Sotto looks at it, opens your journal and keeps nothing of it. Delete the photo afterwards, also from your telephone.
photo-looking = Looking for the code…
read-undamaged = Read what is undamaged
read-undamaged-why = Sotto then opens what can still be read, and writes nothing to the damaged file. You can save what is undamaged as a new file.
keychain-use = Unlock with the keychain
keychain-asking = Asking the keychain. Your system may want its password first; you can also type your passphrase here.
keychain-due = It is more than two weeks since you typed your passphrase here. Type it this time, so that you do not forget it. After that the keychain opens your journal again.
recovery-empty = Nothing has been typed yet. Type the words or the line from your recovery sheet.

note-title = Leave yourself a note
note-about = Only you will read it, after unlocking.
note-write = Write
note-label = Your note
note-only-sealed = It is sealed when you press “Seal this note” or unlock. If Sotto closes before that, these words are gone.
note-seal = Seal this note
note-sealed = Sealed. You will find it after unlocking.

first-title = A quiet place before the group
first-about = Write between sessions, work out what you want to say aloud, and decide, item by item, what anyone else may read.
first-kept = Everything stays on this computer, sealed. There is no account, and Sotto opens no connection by itself.
first-leaves = Something leaves only when you press a button that says so, after seeing exactly what it is.
first-limit = Sotto cannot call back what you have sent, and cannot hide your journal from someone who holds your unlocked computer. It is not watched by anyone and is no help line: Help now shows where help is.
first-begin = Make my journal
first-step = Step { $step } of 3

choose-title = Choose a passphrase
choose-about = You type it each time you open your journal. Several words in a row are easier to remember than a few odd characters. Nobody can reset it for you.
choose-suggest = Suggest one
choose-suggested = Seven words drawn at random. Write them down until you know them.
choose-differ = The two do not match yet. Type the same passphrase in both.
choose-short = A passphrase has at least { $least } characters. Four plain words are easy to remember.
choose-empty = Choose a passphrase first.
strength-label = How hard it is to guess
strength-0 = Very easy to guess
strength-1 = Easy to guess
strength-2 = Could be guessed with patience
strength-3 = Hard to guess
strength-4 = Very hard to guess
strength-hint-short = A few more words would make it stronger.
strength-hint-common = It is a phrase many people use.
strength-hint-repeats = Repeating something adds little.
strength-hint-sequence = Rows like abc or 123 are tried first.
strength-hint-dates = Dates and years are tried first.
strength-hint-names = Names are tried first.
strength-hint-keyboard = Rows of keys next to each other are tried first.

sheet-title = Your recovery sheet
sheet-about = If you forget your passphrase, this sheet still opens your journal. Write the words on paper, or print this page.
sheet-making = Making your recovery sheet…
sheet-words = The 24 words
sheet-line = Or this line
sheet-qr = The same line as a QR code
sheet-keep = Whoever has this sheet can open your journal. Keep it away from this computer, where you keep papers that matter. Do not keep a photo of it.
sheet-print = Print
# Said before anything is printed.
sheet-printing = Printing hands this page to the computer’s print queue and to the printer. Either may keep a copy, which Sotto cannot take back.
sheet-pdf = Save as PDF…
sheet-pdf-saved = Saved as { $file }. Whoever has this file can open your journal: print it where you trust the printer, then delete the file.
sheet-done = I have it on paper

readback-title = Read three words back
readback-about = This makes sure that the sheet on paper is right. Look at your paper, not at the screen.
readback-word = Word { $position }
readback-look = Look at the sheet again
readback-making = Making your journal. This takes a few seconds, so that guessing is slow for everyone else.

slots-title = Ways to unlock
slots-why = Each of these opens everything. Without any of them nobody can, not even the people who make Sotto.
slots-passphrase = Passphrase
slots-recovery = Recovery sheet
slots-recovery-what = On paper. Sotto cannot show it again.
slots-here = This computer’s keychain
slots-here-what = Opens without typing while your system’s keychain is unlocked.
slots-device = Another computer’s keychain
slots-device-what = Turned on where this journal was before, or before this computer was set up anew.
slots-opened = opened it now
slots-loading = Looking…
slots-add = Add a passphrase…
slots-add-why = A second passphrase opens the same journal, for example one that you only write down and keep elsewhere.
slots-add-do = Add this passphrase
slots-adding = Adding the passphrase…
slots-added = The passphrase is added. Both open the journal now.
slots-now = Passphrase now
slots-now-missing = Type the passphrase you use now.
slots-sheet-new = Make a new recovery sheet…
slots-sheet-first = Make a recovery sheet…
slots-sheet-title = A new recovery sheet
slots-sheet-why = You read three words of the new sheet back. Then the old one, if there is one, no longer opens this journal; older backups it still opens.
slots-sheet-show = Show the new sheet
slots-sheet-do = Use this sheet from now on
slots-sheet-adding = Putting the new sheet in place…
slots-sheet-added = The new recovery sheet opens your journal. Destroy the old one.
slots-remove = Remove
slots-remove-named = Remove: { $what }
slots-turn-off = Turn off
slots-turn-off-named = Turn off: { $what }
slots-remove-passphrase-title = Remove this passphrase?
slots-remove-passphrase-text = It will no longer open this journal. Older backups still open with it. If someone else may know it, replace all keys instead.
slots-remove-passphrase-yes = Remove this passphrase
slots-remove-recovery-title = Remove the recovery sheet?
slots-remove-recovery-text = The sheet on paper will no longer open this journal. If you then forget your passphrase, nobody can open it.
slots-remove-recovery-yes = Go without a recovery sheet
slots-remove-here-title = Turn the keychain off?
slots-remove-here-text = The key is taken out of this computer’s keychain, and you unlock with your passphrase, as before. Backups made until now would still open with that key if someone has a copy of it.
slots-remove-here-yes = Turn the keychain off
slots-remove-device-title = Remove another computer’s keychain?
slots-remove-device-text = The key that is kept there will no longer open this journal. Older backups still open with it.
slots-remove-device-yes = Remove that computer’s keychain
slots-removed = Removed. It no longer opens this journal.

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

# Replacing all keys.
rekey-about = Do this when someone may have seen or guessed your passphrase, or found your recovery sheet.
rekey-what = What happens
rekey-what-keys = Every key of this journal is replaced, and everything in it is sealed anew. The old passphrase no longer opens it.
rekey-what-backups = Backups and copies made before still open with the old passphrase, and nobody can change that. Make a new backup afterwards and remove the old ones.
rekey-what-others = { $others ->
    [one] One other passphrase opens this journal now. It will no longer open it.
   *[other] { $others } other passphrases open this journal now. They will no longer open it.
  }
# The recovery sheet opened the journal, and takes the place of the passphrase here.
rekey-what-passphrases = { $count ->
    [one] The passphrase of now will no longer open this journal.
   *[other] The { $count } passphrases of now will no longer open this journal.
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
    [0] The old passphrase no longer opens this journal.
    [one] One record is sealed with the new keys. The old passphrase no longer opens this journal.
   *[other] { $records } records are sealed with the new keys. The old passphrase no longer opens this journal.
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
