# Share: choosing what leaves, sealing it, what has left, and the cards of people to share with.
share-title = Share
share-title-with = Share with { $names }
share-nothing-left = Nothing of this has left this computer yet.
share-parts = Share
share-part-compose = Choose and seal
share-part-log = What has left
share-part-contacts = Contacts
share-all-right = What you see on the right is all that leaves
share-all-below = What you see below is all that leaves
share-loading = Looking up what there is to share…
share-no-contacts = Nobody to share with yet
share-no-contacts-text = What you share is sealed to one or more people, by the card they gave you. Add someone’s card, and give them yours.
share-to-contacts = Add someone’s card
share-name-first = Your name on what you share
share-name-first-text = The page says whom it is from. Choose the name the others know you by.

share-choose = Choose
share-bring = { $day ->
    [none] What I’ll bring
   *[other] What I’ll bring on { $day }
  }
share-bring-count = ({ $count })
share-bring-none = nothing planned yet
share-mood = Mood, last 4 weeks
share-mood-about = chart and numbers
share-reflections = Whole reflections
share-reflections-none = none chosen
share-reflections-count = { $count } chosen
share-reflections-pick = Choose reflections…
share-reflection-drop = Leave out { $title }
share-untitled = Untitled

share-pick-title = Whole reflections
share-pick-search = Find a reflection
share-pick-hint = Only what you tick is shared: its title and text, nothing else.
share-pick-loading = Looking…
share-pick-none = Nothing found.
share-pick-more = Show more
share-pick-done = { $count ->
    [0] Done
    [one] Done, 1 chosen
   *[other] Done, { $count } chosen
  }

share-names = Other people’s names
share-names-none = None of the names on your list appear in what you chose.
share-names-unlisted = Only names on your list under Group are found.
share-names-leave = leave as is
share-names-partly = A part of “{ $name }” is someone else’s name too, so it does not leave whole. The page shows how.
share-names-limit = Names are removed, not the story: someone who was there may recognise it.

share-to = Sealed to
share-to-verified = verified
share-to-checked = words compared, { $day }
share-to-unverified = not compared yet
share-to-unverified-why = Compare the ten words before you trust this card: someone else could have made it.
share-to-changed = keys have changed
share-to-changed-why = Compare the ten words again before sharing with { $name }.
share-to-warning = You have not compared words with { $names } yet. If the card is not really theirs, someone else could open this.

share-page = The page that leaves
share-page-empty = The page appears here once you have chosen what to share and whom with.
share-page-choose-what = Choose something to share, and the page appears here.
share-page-choose-who = Choose whom it is sealed to, and the page appears here.
share-page-making = Making the page…
share-page-ready = The page is up to date.
share-log-note = Exactly this stays in your sharing record. Once sent, it cannot be called back.
share-seal = Seal and save…
share-seal-waiting = The page is being made. You can seal it in a moment.
share-not-sealed = Not saved. Nothing has left this computer.
share-seal-disk-full = The disk is full. No file was made, and your journal is as it was. Free some space and try again.
share-not-left = Nothing has left this computer.

share-sealed-title = Sealed and saved
share-sealed-file = The file is { $file }
share-sealed-next = Give this file to { $names } in any way you like: by mail, in a chat, on a stick. Only they can open it. Sotto sends nothing by itself.
share-sealed-verify = The page is kept under “What has left”, exactly as it is in the file.
share-sealed-log = See what has left
share-sealed-again = Share something else

share-log-none = Nothing has left
share-log-none-text = Everything you seal to someone is listed here: when, to whom, and exactly the page.
share-log-loading = Reading the record…
share-log-about = Everything that was ever sealed to someone, newest first. It cannot be called back, and a later edit does not change it.
share-log-to = To { $names }
share-item-bring = To bring: { $title }
share-item-mood = Mood
share-item-reflection = Reflection: { $title }
share-item-tracker = { $title }, a number followed
share-item-measure = { $title }
share-item-letter = Letter: { $title }
share-item-win = Went well: { $title }
share-item-commitment = Promise: { $title }
share-item-strategy = What helps: { $title }
share-item-feedback = Words from somebody: { $title }
share-item-listening = Heard from { $title }
share-item-agreement = The group’s agreement, version { $title }
share-item-tags = Tags
share-item-attachment = File: { $title }
share-item-delete_request = A request to delete an earlier page
share-item-delete_answer = An answer about deleting a page
share-item-later = Something made by a newer version of Sotto
share-item-export = Everything you had written until then, as an export, with names as they are
share-log-page = See the page
share-log-page-of = See the page sealed on { $when } to { $names }
share-log-page-title = Sealed on { $when } to { $names }

contact-mine = My card
contact-mine-why = Give this to the people who should be able to share with you, in any way you like. It holds nothing private; they paste it under “Add someone’s card”.
contact-mine-name = Name on your card
contact-mine-name-hint = The name the others know you by.
contact-mine-name-missing = Type a name first.
contact-mine-save = Save this name
contact-mine-make = Make my card
contact-mine-text = Your card, as text
contact-mine-copy = Copy my card
contact-mine-save-file = Save as a file…
contact-mine-file = Your card is saved as { $file }.
contact-mine-select = Copying did not work here. Your card is selected: press Ctrl+C, or ⌘C on a Mac.
contact-mine-saved = Your card says { $name } now.

contact-list = People I can share with
contact-list-none = Nobody yet. Once someone has given you their card, add it here.
contact-compare = Compare words
contact-compare-one = Compare words with { $name }
contact-remove = Remove
contact-remove-one = Remove { $name }
contact-remove-title = Remove { $name }?
contact-remove-text = You can no longer share with { $name } until you add their card and compare words again. What has already left does not change.
contact-remove-do = Remove { $name } from contacts
contact-removed = { $name } is no longer among your contacts.

contact-add = Add someone’s card
contact-add-text = Paste the card here
contact-add-text-missing = Paste the card first, or open it as a file.
contact-add-do = Add this card
contact-add-file = Open a card file…
contact-added = { $name } is added. Compare words before you share.

compare-title = Compare ten words with { $name }
compare-how = Sit together, in the room if you can, or on a call where you know the voice. Read the words aloud in turn. { $name } sees ten words too, beside your name.
compare-why = If all ten are the same, the card is really theirs and nobody stands in between. One different word is enough to stop.
compare-loading = Working out the words…
compare-words = Ten words
compare-match = We compared them: they match
compare-differ = They differ
compare-done = You compared words with { $name }. The card is verified.
compare-differ-title = Do not share with this card
compare-differ-text = Different words mean that one of you has another card than the other thinks: an old one, a mistake, or someone in between. Nothing has been marked. Exchange cards again, best hand to hand, and compare once more.
compare-differ-remove = Remove this card
compare-differ-back = Keep it, not verified
