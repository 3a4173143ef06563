/** A month as a grid of weeks that begin on Monday. Pure. */
import type { DayCount } from '../../backend';

type DayCell = { day: number; count: number; heat: 0 | 1 | 2 | 3 | 4 };

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Empty cells before the first: 0 when the month begins on a Monday. */
export const lead = (year: number, month: number): number =>
  (new Date(Date.UTC(year, month - 1, 1)).getUTCDay() + 6) % 7;

export const heat = (count: number): DayCell['heat'] => Math.max(0, Math.min(4, Math.floor(count))) as DayCell['heat'];

export function cells(year: number, month: number, counts: DayCount[]): DayCell[] {
  const by = new Map(counts.map((one) => [one.day, one.count]));
  return Array.from({ length: daysIn(year, month) }, (_, i) => {
    const count = by.get(i + 1) ?? 0;
    return { day: i + 1, count, heat: heat(count) };
  });
}

export function step(year: number, month: number, by: 1 | -1): { year: number; month: number } {
  const next = new Date(Date.UTC(year, month - 1 + by, 1));
  return { year: next.getUTCFullYear(), month: next.getUTCMonth() + 1 };
}
