# First run, locking and unlocking.
sealed-here = Your journal is sealed on this computer.
passphrase = Passphrase
passphrase-again = Passphrase again
passphrase-show = Show what I type
caps-lock = Caps Lock is on.
unlock = Unlock
unlocking = Opening your journal…
unlock-older = Open this older copy
use-recovery = Use my recovery sheet instead
use-passphrase = Use my passphrase instead
recovery-text = Recovery sheet
recovery-text-hint = The 24 words in their order, or the line that begins with AGE-SECRET-KEY-1.
photo-use = Use a photo of the code…
photo-hint = A PNG or JPEG picture of the square code on your sheet. Sotto looks at it, opens your journal and keeps nothing of it. Delete the photo afterwards, also from your telephone.
photo-looking = Looking for the code…
read-sound = Read what is sound
read-sound-why = Sotto then opens what can still be read, and writes nothing to the damaged file. You can save what is sound as a new file.
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
sheet-about = If you forget your passphrase, this sheet is the only other way in. Write the words on paper, or print this page.
sheet-making = Making your recovery sheet…
sheet-words = The 24 words
sheet-line = Or this line
sheet-qr = The same line as a QR code
sheet-keep = Whoever has this sheet can open your journal. Keep it away from this computer, where you keep papers that matter. Do not photograph it.
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
