# The words that stand between a person’s own in an exported document.
export-title = Journal
export-made = Exported from Sotto on { $day }
export-mood = Mood
export-feelings = Feelings
export-tags = Tags
export-notes = Left while locked, not verified
export-bring = To bring
export-minutes = minutes
export-groups = Groups
export-people = People
