# The words that stand between a person’s own in an exported document.
export-label-title = Journal
export-label-made = Exported from Sotto on { $day }
export-label-mood = Mood
export-label-feelings = Feelings
export-label-tags = Tags
export-label-notes = Left while locked, not verified
export-label-bring = To bring
export-label-minutes = minutes
export-label-groups = Groups
export-label-people = People
export-label-attachments = Attached, not in this file

export = Take everything with you
export-why = Everything you wrote, with your groups, the people you named and what you want to bring, in one file that other programs can read. What others sent you is not in it.
export-format = As
export-as-markdown = Text (Markdown)
export-as-markdown-about = one document for any text program
export-as-html = Web page
export-as-html-about = one page for any browser, or for printing
export-as-json = Data (JSON)
export-as-json-about = for other programs, and to be read back in
export-who = Who can open it
export-sealed = Only you
export-sealed-about = Sealed. It opens with the line on your recovery sheet and the free age tool.
export-plain = Anyone who has the file
export-plain-about = Not sealed. Sotto can no longer protect it.
export-do = Save it sealed…
export-do-plain = Save it unsealed…
export-plain-title = Save everything so that anyone can read it?
export-plain-text = Whoever gets hold of this file can read all you have ever written here, with other people’s names as they are. Copies can stay behind where it is saved, also after you delete it.
export-plain-sure = Save it readable for anyone…
export-under-way = Writing everything…
export-done = { $count ->
    [one] 1 reflection is in the file, sealed.
   *[other] { $count } reflections are in the file, sealed.
  }
export-done-sheet = To read it without Sotto, use “age -d” with the line AGE-SECRET-KEY-1… from your recovery sheet.
export-done-no-sheet = There is no recovery sheet for this journal, so only this journal opens it, with sotto-cli. Make a sheet and save everything again to be able to read it without Sotto.
export-done-plain = { $count ->
    [one] 1 reflection is in the file. It is not sealed: whoever has it can read it.
   *[other] { $count } reflections are in the file. It is not sealed: whoever has it can read it.
  }
