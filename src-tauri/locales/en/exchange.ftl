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
export-attachments = Attached, not in this file

take = Take everything with you
take-why = Everything you wrote, with your groups, the people you named and what you want to bring, in one file that other programs can read. What others sent you is not in it.
take-format = As
take-markdown = Text (Markdown)
take-markdown-about = one document for any text program
take-html = Web page
take-html-about = one page for any browser, or for printing
take-json = Data (JSON)
take-json-about = for other programs, and to be read back in
take-who = Who can open it
take-sealed = Only you
take-sealed-about = Sealed. It opens with the line on your recovery sheet and the free age tool.
take-plain = Anyone who has the file
take-plain-about = Not sealed. Sotto can no longer protect it.
take-do = Save it sealed…
take-do-plain = Save it unsealed…
take-plain-title = Save everything so that anyone can read it?
take-plain-text = Whoever gets hold of this file can read all you have ever written here, with other people’s names as they are. Copies can stay behind where it is saved, also after you delete it.
take-plain-sure = Save it readable for anyone…
take-under-way = Writing everything…
take-done = { $count ->
    [one] 1 reflection is in the file, sealed.
   *[other] { $count } reflections are in the file, sealed.
  }
take-done-sheet = To read it without Sotto, use “age -d” with the line AGE-SECRET-KEY-1… from your recovery sheet.
take-done-no-sheet = There is no recovery sheet for this journal, so only this journal opens it, with sotto-cli. Make a sheet and save everything again to be able to read it without Sotto.
take-done-plain = { $count ->
    [one] 1 reflection is in the file. It is not sealed: whoever has it can read it.
   *[other] { $count } reflections are in the file. It is not sealed: whoever has it can read it.
  }
