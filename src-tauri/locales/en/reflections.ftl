# Writing, and the journal.
page-too-long = That is more than one page can hold, so it was not added. What was already here is unchanged. Paste it in smaller parts.
