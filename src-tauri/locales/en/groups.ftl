# Groups: when each meets.
groups-title = Group
groups-sub = When you meet, and whose names stay here.
groups-loading = Reading your groups…
groups-meetings = When we meet
groups-none = With the day and time of your group, Sotto can show what you wrote since the last session and when the next one is.
group-add = Add a group
group-edit-one = Edit { $name }
group-remove-one = Remove { $name }
group-rhythm = { $every ->
    [one] Every { $day } at { $time }
   *[other] Every { $every } weeks on { $day } at { $time }
  }
group-zone = { $zone } time
group-next = Next: { $when }
group-form-new = Add a group
group-form-edit = Edit this group
group-form-name = Name of the group
group-form-name-hint = What you call it yourself, for example “Thursday circle”.
group-form-name-missing = Give the group a name.
group-form-day = Day
group-form-time = Time
group-form-time-missing = Give a time, for example 18:30.
group-form-every = Every how many weeks
group-form-every-hint = 1 is every week. For more, weeks are counted from the coming session.
group-form-every-wrong = Between 1 and 52 weeks.
group-form-zone = Time zone
group-form-zone-hint = Where the group meets. It stays right when you travel.
group-remove-title = Remove { $name }?
group-remove-text = Its rhythm is forgotten. Your reflections and what you’ll bring stay.
group-remove-do = Remove this group
group-saved = { $name } is saved.
group-removed = The group is removed.

weekday-mon = Monday
weekday-tue = Tuesday
weekday-wed = Wednesday
weekday-thu = Thursday
weekday-fri = Friday
weekday-sat = Saturday
weekday-sun = Sunday
