/** The journal's pure parts: queries the chips write, marks, rows worth drawing, months. */
import { describe, expect, it } from 'vitest';
import { marked } from './marks';
import { cells, daysIn, lead, step } from './month';
import { dayOf, soughtWords, toggleTag, valuesOf, withDay, withField, withSpan } from './query';
import { pagesFor, scrollFor, shownRows } from './virtual';

describe('chips', () => {
  it('write a mood and take it out, leaving the rest as typed', () => {
    const query = withField('"a phrase" brother -work', 'mood', '<3');
    expect(query).toBe('"a phrase" brother -work mood:<3');
    expect(withField(query, 'mood', '>3')).toBe('"a phrase" brother -work mood:>3');
    expect(withField(query, 'mood', null)).toBe('"a phrase" brother -work');
  });
  it('toggle tags, also with spaces, and leave excluded ones alone', () => {
    const query = toggleTag('tag:sleep', 'two words');
    expect(query).toBe('tag:sleep tag:"two words"');
    expect(valuesOf(query, 'tag')).toEqual(['sleep', 'two words']);
    expect(toggleTag(query, 'two words')).toBe('tag:sleep');
    expect(toggleTag('-tag:sleep', 'sleep')).toBe('-tag:sleep tag:sleep');
  });
  it('write a day and know it again', () => {
    expect(withDay('walk after:2020', 2026, 12, 31)).toBe('walk after:2026-12-31 before:2027-01-01');
    expect(dayOf('walk after:2026-12-31 before:2027-01-01')).toBe('2026-12-31');
    expect(dayOf('after:2026-12-30 before:2027-01-01')).toBeNull();
    expect(dayOf('after:2026')).toBeNull();
  });
  it('write a span', () => {
    expect(withSpan('walk', 'month', '2026-11-23')).toBe('walk after:2026-11-01');
    expect(withSpan('walk', 'quarter', '2026-01-23')).toBe('walk after:2025-11-01');
    expect(withSpan('walk before:2026-01-01 after:2025', 'any', '2026-11-23')).toBe('walk');
  });
  it('know what is looked for', () => {
    expect(soughtWords('"a phrase" bro* -work tag:x mood:<3 !')).toEqual(['a phrase', 'bro*']);
  });
});

describe('marks', () => {
  const hits = (text: string, words: string[]) =>
    marked(text, words)
      .filter((one) => one.hit)
      .map((one) => one.text);
  it('fall on whole words, folded', () => {
    expect(hits('Brother, brothers, BRÖTHER', ['brother'])).toEqual(['Brother', 'BRÖTHER']);
    expect(hits('Brother, brothers', ['broth*'])).toEqual(['Brother', 'brothers']);
  });
  it('fall on phrases over line ends and on scripts without spaces', () => {
    expect(hits('a quiet\nmorning', ['quiet morning'])).toEqual(['quiet\nmorning']);
    expect(hits('私は東京に', ['東京'])).toEqual(['東京']);
  });
  it('lose nothing of the text and mind no special letters', () => {
    const text = 'What (if) a.b é [x] * ?';
    expect(
      marked(text, ['if', 'é', '(', 'a.b', '[x'])
        .map((one) => one.text)
        .join(''),
    ).toBe(text);
    expect(marked('', ['x'])).toEqual([{ text: '', hit: false }]);
  });
});

describe('rows worth drawing', () => {
  it('are few however many there are, and everything adds up', () => {
    for (const scrollTop of [0, 1, 131, 132, 66_000, 1_319_000, 9_999_999]) {
      const shown = shownRows(scrollTop, 600, 132, 10_000);
      expect(shown.last - shown.first).toBeLessThan(30);
      expect(shown.above + (shown.last - shown.first) * 132 + shown.below).toBe(10_000 * 132);
    }
  });
  it('cover what is seen', () => {
    const shown = shownRows(66_050, 600, 132, 10_000, 0);
    expect(shown.first).toBe(500);
    expect(shown.last).toBe(505);
  });
  it('are none in an empty list', () =>
    expect(shownRows(0, 600, 132, 0)).toEqual({ first: 0, last: 0, above: 0, below: 0 }));
  it('lie on these pages', () => {
    expect(pagesFor({ first: 95, last: 105, above: 0, below: 0 })).toEqual([0, 1]);
    expect(pagesFor({ first: 0, last: 100, above: 0, below: 0 })).toEqual([0]);
    expect(pagesFor({ first: 0, last: 0, above: 0, below: 0 })).toEqual([]);
  });
  it('scroll into sight only when they are not', () => {
    expect(scrollFor(0, 500, 300, 100)).toBe(0);
    expect(scrollFor(6, 500, 300, 100)).toBe(500);
    expect(scrollFor(8, 500, 300, 100)).toBe(600);
  });
});

describe('months', () => {
  it('know their days and where they begin', () => {
    expect(daysIn(2028, 2)).toBe(29);
    expect(lead(2026, 11)).toBe(6); // a Sunday
    expect(lead(2026, 6)).toBe(0); // a Monday
    expect(step(2026, 12, 1)).toEqual({ year: 2027, month: 1 });
    expect(step(2026, 1, -1)).toEqual({ year: 2025, month: 12 });
  });
  it('show how much was written', () => {
    const all = cells(2026, 11, [
      { day: 8, count: 9 },
      { day: 23, count: 1 },
    ]);
    expect(all).toHaveLength(30);
    expect(all[7]).toEqual({ day: 8, count: 9, heat: 4 });
    expect(all[22]?.heat).toBe(1);
    expect(all[0]?.heat).toBe(0);
  });
});
