# Writing, and the journal.
page-too-long = That is more than one page can hold, so it was not added. What was already here is unchanged. Paste it in smaller parts.

# Today
today-heading = { $weekday } { $part }
part-night = night
part-morning = morning
part-afternoon = afternoon
part-evening = evening
only-here = Only on this computer
today-loading = Opening your page…
page-label = Your page
page-hint = Begin anywhere.
title-label = Title
writing-card = Today’s page

status-sealed = draft sealed { $ago }
status-sealed-first = Draft sealed. It is sealed again as you write.
status-sealed-again = Saved again.
status-unsealed = not sealed yet
status-kept = kept in your journal
status-failed = not saved

page-not-saved-disk-full = { $words ->
    [one] The disk is full. Your last word is still here on screen and was not saved. Free some space and press Save again.
   *[other] The disk is full. Your last { $words } words are still here on screen and were not saved. Free some space and press Save again.
}
page-not-saved-read-only = { $words ->
    [one] Your journal cannot be written to here. Your last word is still here on screen and was not saved. Allow writing to its folder and press Save again.
   *[other] Your journal cannot be written to here. Your last { $words } words are still here on screen and were not saved. Allow writing to its folder and press Save again.
}
page-not-saved-write-failed = { $words ->
    [one] The disk did not take what you wrote. Your last word is still here on screen and was not saved. Check the disk and press Save again.
   *[other] The disk did not take what you wrote. Your last { $words } words are still here on screen and were not saved. Check the disk and press Save again.
}
page-not-saved-unexpected = { $words ->
    [one] Saving did not work. Your last word is still here on screen and was not saved. Press Save again, or copy it somewhere safe.
   *[other] Saving did not work. Your last { $words } words are still here on screen and were not saved. Press Save again, or copy them somewhere safe.
}

mood-label = How are you?
mood-1 = 1, very low
mood-2 = 2, low
mood-3 = 3, in between
mood-4 = 4, good
mood-5 = 5, very good
mood-clear = Press again to take it back

feelings-label = Feelings
feeling-add = + feeling
feeling-field = Add a feeling
feeling-words = calm, relieved, hopeful, grateful, proud, curious, close, tender, tired, numb, lonely, anxious, ashamed, sad, angry, envious, guilty, overwhelmed, restless, confused, hurt, torn, light, safe
tags-label = Tags
tag-add = + tag
tag-field = Add a tag

bring-this = Bring this to group
bring-this-how = Brings the words you have selected, or the whole page
bring-nothing = There is nothing on the page to bring yet.

next-session = Next session
next-none = No session is planned. When you tell Sotto when your group meets, it stands here.
next-group = Tell about my group
session-when = { $date } · { $in }
things-to-bring = { $count ->
    [0] Nothing to bring yet
    [one] 1 thing to bring
   *[other] { $count } things to bring
}
prepare = Prepare

captured-title = Left while locked
captured-about = Whoever was at this computer could have left these, so they are not part of the journal until you say so.
captured-accept = Make it a reflection
captured-accepted = It is in your journal now.
captured-discard = Discard
captured-discard-title = Discard this note?
captured-discard-text = The note is removed from this computer and cannot be brought back.
captured-discard-yes = Discard this note

question-title = A question, if you want one
question-write = Write to this
question-another = Another
question-1 = Whose words have stayed with you lately? What did they make possible?
question-2 = What did you almost say, and what would have had to be different for you to say it?
question-3 = Where in your body did you notice this week, and when did it let go?
question-4 = Who in the group would understand this week best? What would you tell them first?
question-5 = What did you do this week that a year ago you could not have done?
question-6 = When did you last ask for something small? What happened?
question-7 = Which silence this week was restful, and which was hiding?
question-8 = What are you tired of explaining? Who already knows it?
question-9 = If the group could see one hour of your week, which would you choose?
question-10 = What did someone give you without noticing?
question-11 = Which feeling arrives before you have a word for it?
question-12 = What would be enough for today?
question-13 = When did you feel like yourself this week, even for a minute?
question-14 = What did you disagree with and let pass? What do you want to do with it now?
question-15 = Which promise, to yourself or to someone, is the lightest to keep?
question-16 = What do you guess someone in the group is carrying? How could you find out, rather than guess?
question-17 = What would you like to hear back, if you said this aloud?
question-18 = What are you getting used to that you would rather not?
question-19 = What went right, in the ordinary way that is easy to forget?
question-20 = If this page were a letter, who would it be to?

# Journal
find = Find reflections
search = Search
search-clear = Clear the search
filters = Filters
filter-any-time = Any time
filter-time = Time
filter-mood = Mood
filter-tag = Tag
filter-span-any = Any time
filter-span-month = This month
filter-span-quarter = Last three months
filter-span-year = This year
filter-mood-low = 1 or 2
filter-mood-middle = 3
filter-mood-high = 4 or 5
filter-no-tags = No reflection has a tag yet.
found = { $count ->
    [one] 1 reflection
   *[other] { $count } reflections
}
found-none = No reflection has all of this.
found-reflections = Reflections
summary-mood = mood { $mood }
untitled = Untitled
journal-loading = Looking through your journal…
journal-empty-title = Your journal begins with a page
journal-empty-text = What you write is kept here, sealed, newest first. You can search it, leaf through it by month, and see what a page said before you changed it.
journal-empty-act = Write a page
calendar = Days with reflections
calendar-earlier = Earlier month
calendar-later = Later month
calendar-day = { $count ->
    [one] { $date }, 1 reflection
   *[other] { $date }, { $count } reflections
}
reader-place = The reflection you chose
reader-loading = Opening the reflection…
reader-hint = Choose a reflection to read it.
reader-draft = draft
reader-edited = { $times ->
    [one] edited once
    [2] edited twice
   *[other] edited { $times } times
}
edit = Edit
edit-done = Done
history = History
history-loading = Looking for earlier versions…
history-about = Each time a page was kept, it was kept whole.
history-none = There is no earlier version.
history-latest = Latest: { $when }

# A page that was written on two computers; `others`: the number of versions besides the one shown.
versions-notice = { $others ->
    [one] This page was written on two computers. Both versions are safe.
   *[other] This page was written on several computers. Every version is safe.
}
versions-see = { $others ->
    [one] See both versions
   *[other] See every version
}
versions-title = { $others ->
    [one] Written on two computers
   *[other] Written on several computers
}
versions-about = { $others ->
    [one] This page was changed on two computers, so there are two versions of it. You can make one page of them, or leave them as they are. Whatever you choose, both stay in its history.
   *[other] This page was changed on several computers, so there are several versions of it. You can make one page of them, or leave them as they are. Whatever you choose, all of them stay in its history.
}
versions-about-reading = { $others ->
    [one] This page was changed on two computers, so there are two versions of it. Both are in its history.
   *[other] This page was changed on several computers, so there are several versions of it. All of them are in its history.
}
versions-loading = Opening the versions…
versions-shown = The version you see
versions-other = { $others ->
    [one] The other version
   *[other] Another version
}
versions-saved = Saved { $when }
versions-keep = Keep this version
versions-keep-named = Keep this version, saved { $when }
versions-append = { $others ->
    [one] Put one under the other
   *[other] Put them one under another
}
versions-leave = Leave as it is
versions-kept = { $others ->
    [one] This is now the page. The other version is in its history.
   *[other] This is now the page. The other versions are in its history.
}
versions-joined = { $others ->
    [one] It is one page now. Both versions are in its history.
   *[other] It is one page now. Every version is in its history.
}

delete = Delete this reflection
delete-title = Delete this reflection?
delete-text = It is removed from this computer with all its earlier versions and cannot be brought back. Backups made before still hold it, and what you already shared stays with those who have it.
deleted = Deleted.
