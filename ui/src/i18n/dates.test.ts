import { describe, expect, it } from 'vitest';
import {
  ago,
  clock,
  dayPart,
  daysBetween,
  inDays,
  longMoment,
  nowMoment,
  shortDate,
  shortDay,
  shortMoment,
  wall,
} from './dates';

describe('moments', () => {
  it('are shown as the clock on their own wall', () => {
    expect(longMoment('2026-11-23T20:14:00+13:00')).toBe('Monday 23 November 2026, 20:14');
    expect(shortDate('2026-11-23T00:05:00-11:00')).toBe('Mon 23 Nov 2026');
    expect(shortMoment('2026-11-23T20:14:00+13:00')).toBe('Mon 23 Nov 2026, 20:14');
    expect(shortDay('2026-11-26T18:30:00Z')).toBe('Thu 26 Nov');
    expect(clock('2026-11-26T00:00:00Z')).toBe('00:00');
  });
  it('that cannot be read are no crash', () => expect(wall('nonsense').getTime()).toBe(0));
  it('have their part of the day', () => {
    expect(['04:59', '05:00', '12:00', '18:00', '23:59'].map((at) => dayPart(`2026-01-01T${at}:00Z`))).toEqual([
      'night',
      'morning',
      'afternoon',
      'evening',
      'evening',
    ]);
  });
  it('lie days apart by the calendar, not by hours', () => {
    expect(daysBetween('2026-11-23T23:59:00Z', '2026-11-24T00:01:00Z')).toBe(1);
    expect(inDays('2026-11-23T20:14:00Z', '2026-11-26T18:30:00Z')).toBe('in 3 days');
    expect(inDays('2026-11-23T20:14:00Z', '2026-11-23T21:00:00Z')).toBe('today');
  });
  it('age', () => {
    expect([0, 4_000, 61_000, 7_300_000].map(ago)).toEqual([
      'just now',
      '4 seconds ago',
      '1 minute ago',
      '2 hours ago',
    ]);
  });
  it('of now carry the offset', () => {
    const moment = nowMoment(new Date('2026-11-23T20:14:00Z'));
    expect(moment).toMatch(/^2026-11-2[34]T\d\d:\d\d:00[+-]\d\d:\d\d$/);
    expect(Date.parse(moment)).toBe(Date.parse('2026-11-23T20:14:00Z'));
  });
});
