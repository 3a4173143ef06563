import { describe, expect, it } from 'vitest';
import { countWords, tidyFeeling, tidyTag, unsavedWords } from './words';

describe('words', () => {
  it('are counted in any script', () => {
    expect(countWords('I didn’t say it — 4-7-8.')).toBe(5);
    expect(countWords('שלום עולם')).toBe(2);
    expect(countWords('  ')).toBe(0);
  });
  it('not saved yet are those between the common ends', () => {
    expect(unsavedWords('one two', 'one two three four')).toBe(2);
    expect(unsavedWords('one four', 'one two three four')).toBe(2);
    expect(unsavedWords('', 'all of it')).toBe(3);
    expect(unsavedWords('same', 'same')).toBe(0);
  });
});

describe('what is typed into a chip', () => {
  it('becomes a tag that can be searched for', () => {
    expect(tidyTag(' #Speaking up, ')).toBe('speaking-up');
    expect(tidyTag('"quoted"')).toBe('quoted');
    expect(tidyTag('##')).toBe('');
  });
  it('becomes a feeling', () => expect(tidyFeeling('  a bit   Tired, ')).toBe('a bit tired'));
});
