# Prepare: what has been written since the last session, and what to bring to the next one.
prep-title = Prepare
prep-title-day = Prepare for { $day }
prep-next = { $group } · { $when }
prep-minutes = { $minutes ->
    [0] nothing planned yet
    [one] 1 minute planned
   *[other] { $minutes } minutes planned
  }
prep-no-session = Tell Sotto when your group meets, and this page follows its rhythm.
prep-to-group = Add a group
prep-loading = Reading what you wrote…
prep-since = Since the last session
prep-since-none = Nothing written since the last session. You can still bring something new.
prep-since-hint = Select any words in a reflection to bring only those.
prep-untitled = Untitled
prep-more = Show all of it
prep-less = Show less
prep-this = Bring this to group
prep-this-from = Bring this to group: { $what }
prep-these-words = Bring these words to group
prep-bring = What I’ll bring
prep-bring-none = Pick a passage from what you wrote, or write something new. Two or three things are plenty.
prep-new = Write something new
prep-edit = Edit
prep-edit-one = Edit “{ $title }”
prep-remove = Remove
prep-remove-one = Remove “{ $title }” from what I’ll bring
prep-remove-title = Remove “{ $title }”?
prep-remove-text = It will no longer be among what you’ll bring. The reflection it came from stays in your journal.
prep-remove-do = Remove from what I’ll bring
prep-removed = Removed from what you’ll bring.
prep-kept = Kept among what you’ll bring.
prep-passage = “{ $text }”
prep-min = { $minutes } min
prep-form-new = Something to bring
prep-form-title = In a few words
prep-form-title-hint = What you would call it if someone asked.
prep-form-title-missing = Give it a few words, so that you find it again.
prep-form-text = The passage, or what you want to say
prep-form-minutes = Minutes
prep-form-minutes-wrong = Between 1 and 240 minutes.
prep-form-group = Group
prep-form-any = Any group
prep-form-keep = Keep this
prep-finish = Finish it
failure-bring-unfinished = One thing to bring is unfinished. What you wrote is still here.
    .advice = Give it a few words and a time from 1 to 240 minutes.
prep-want = From the group I’d like
want-listen = to be listened to
want-feedback = feedback
want-ideas = ideas
want-challenge = to be challenged
want-celebrate = to celebrate
