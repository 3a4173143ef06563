# Prepare: what has been written since the last session, and what to bring to the next one.
prepare-title = Prepare
prepare-title-day = Prepare for { $day }
sessions-next = { $group } · { $when }
sessions-minutes = { $minutes ->
    [0] nothing planned yet
    [one] 1 minute planned
   *[other] { $minutes } minutes planned
  }
sessions-none = Tell Sotto when your group meets, and this page follows its rhythm.
sessions-to-group = Add a group
sessions-loading = Reading what you wrote…
since-title = Since the last session
since-none = Nothing written since the last session. You can still bring something new.
since-hint = Select any words in a reflection to bring only those.
sessions-untitled = Untitled
since-more = Show all of it
since-less = Show less
since-bring = Bring this to group
since-bring-from = Bring this to group: { $what }
since-bring-words = Bring these words to group
bring-title = What I’ll bring
bring-none = Pick a passage from what you wrote, or write something new. Two or three things are plenty.
bring-new = Write something new
bring-edit = Edit
bring-edit-one = Edit “{ $title }”
bring-remove = Remove
bring-remove-one = Remove “{ $title }” from what I’ll bring
bring-remove-title = Remove “{ $title }”?
bring-remove-text = It will no longer be among what you’ll bring. The reflection it came from stays in your journal.
bring-remove-do = Remove from what I’ll bring
bring-removed = Removed from what you’ll bring.
bring-kept = Kept among what you’ll bring.
bring-passage = “{ $text }”
bring-minutes = { $minutes } min
bring-form-new = Something to bring
bring-form-title = In a few words
bring-form-title-hint = What you would call it if someone asked.
bring-form-title-missing = Give it a few words, so that you find it again.
bring-form-text = The passage, or what you want to say
bring-form-minutes = Minutes
bring-form-minutes-wrong = Between 1 and 240 minutes.
bring-form-group = Group
bring-form-any = Any group
bring-form-keep = Keep this
bring-finish = Finish it
failure-bring-unfinished = One thing to bring is unfinished. What you wrote is still here.
    .advice = Give it a few words and a time from 1 to 240 minutes.
bring-want = From the group I’d like
want-listen = to be listened to
want-feedback = feedback
want-ideas = ideas
want-challenge = to be challenged
want-celebrate = to celebrate
