/**
 * How moments are shown. A moment carries the offset it was written with ("2026-11-23T20:14:00+01:00") and is always
 * shown as the clock on that wall, wherever the computer is now; so everything here formats the written part and never
 * converts to the local zone. Ages ("4 seconds ago") use the instant.
 */
import type { Moment } from '../backend';
import { t } from './index';

const WALL = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/;

/** The wall clock of a moment, as a Date whose UTC fields are that clock. An unreadable moment is the epoch. */
export function wall(moment: Moment): Date {
  const m = WALL.exec(moment);
  if (!m) return new Date(0);
  const [, y, mo, d, h, mi, s] = m;
  return new Date(Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h ?? 0), Number(mi ?? 0), Number(s ?? 0)));
}

function format(moment: Moment, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })
    .format(wall(moment))
    .replace(/^(\w+),/, '$1');
}

/** Mon 23 Nov 2026 */
export const shortDate = (m: Moment) =>
  format(m, { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' });
/** Mon 23 Nov */
export const shortDay = (m: Moment) => format(m, { weekday: 'short', day: 'numeric', month: 'short' });
/** 23 November */
export const dayMonth = (m: Moment) => format(m, { day: 'numeric', month: 'long' });
/** 23 November 2026 */
export const fullDay = (m: Moment) => format(m, { day: 'numeric', month: 'long', year: 'numeric' });
/** Monday 23 November 2026 */
const longDate = (m: Moment) => format(m, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
/** Monday */
export const weekday = (m: Moment) => format(m, { weekday: 'long' });
/** 20:14 */
export const clock = (m: Moment) => format(m, { hour: '2-digit', minute: '2-digit', hour12: false });
/** Monday 23 November 2026, 20:14 */
export const longMoment = (m: Moment) => `${longDate(m)}, ${clock(m)}`;
/** Mon 23 Nov 2026, 20:14 */
export const shortMoment = (m: Moment) => `${shortDate(m)}, ${clock(m)}`;
/** November 2026 */
export function monthName(year: number, month: number): string {
  return format(`${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`, {
    month: 'long',
    year: 'numeric',
  });
}

type DayPart = 'night' | 'morning' | 'afternoon' | 'evening';
export function dayPart(moment: Moment): DayPart {
  const hour = wall(moment).getUTCHours();
  if (hour < 5) return 'night';
  if (hour < 12) return 'morning';
  if (hour < 18) return 'afternoon';
  return 'evening';
}

/** Whole calendar days from one wall date to another. */
export function daysBetween(from: Moment, to: Moment): number {
  const day = (d: Date) => Math.floor(d.getTime() / 86_400_000);
  return day(wall(to)) - day(wall(from));
}

/** "today", "tomorrow", "in 3 days" */
export function inDays(from: Moment, to: Moment): string {
  return t('in-days', { days: Math.max(0, daysBetween(from, to)) });
}

/** "just now", "4 seconds ago", "3 minutes ago" */
export function ago(milliseconds: number): string {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  if (seconds < 2) return t('ago-now');
  if (seconds < 60) return t('ago-seconds', { count: seconds });
  if (seconds < 3600) return t('ago-minutes', { count: Math.floor(seconds / 60) });
  return t('ago-hours', { count: Math.floor(seconds / 3600) });
}

/** This moment on this computer, as the backend writes moments. */
export function nowMoment(date = new Date()): Moment {
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString().slice(0, 19);
  const two = (n: number) => String(Math.floor(Math.abs(n))).padStart(2, '0');
  return `${local}${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
}
