// A small stand-in for the page the core renders: good enough to look at, never what really leaves.
import type { MoodPoint, Want } from '../bindings';
import style from './page.css?url';

const WANTS: Record<Want, string> = {
  listen: 'to be listened to',
  feedback: 'feedback',
  ideas: 'ideas',
  challenge: 'to be challenged',
  celebrate: 'to celebrate',
};
const escape = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
/** Masked words come wrapped in U+E000 and U+E001. */
const marked = (text: string) => escape(text).replaceAll('\uE000', '<mark>').replaceAll('\uE001', '</mark>');

export function pageUrl(
  from: string,
  to: string[],
  bring: { title: string; text: string; minutes: number; want: Want }[],
  mood: MoodPoint[],
  reflections: { title: string; text: string }[] = [],
): string {
  const parts: string[] = [];
  if (bring.length) {
    parts.push('<h2>I want to bring</h2>');
    for (const b of bring) {
      parts.push(`<p><b>${marked(b.title)}</b> · ${b.minutes} min · ${WANTS[b.want]}</p>`);
      if (b.text) parts.push(`<p>“${marked(b.text)}”</p>`);
    }
  }
  if (mood.length) {
    const points = mood
      .map((m, n) => `${(n * 500) / Math.max(1, mood.length - 1)},${100 - (m.mood - 1) * 22}`)
      .join(' ');
    parts.push(
      `<h2>Mood, last 4 weeks</h2><svg viewBox="-4 0 508 110" width="100%" role="img" aria-label="Mood"><polyline points="${points}"/></svg>`,
    );
  }
  for (const r of reflections) {
    parts.push(`<h2>Reflection</h2>`);
    if (r.title) parts.push(`<p><b>${marked(r.title)}</b></p>`);
    for (const p of r.text.split('\n\n')) parts.push(`<p>${marked(p)}</p>`);
  }
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>From ${escape(from)}</title><link rel="stylesheet" href="${new URL(style, import.meta.url).href}"><body><h1>For Thursday circle, 26 November</h1><p class="by">from ${escape(from)}${to.length ? ` to ${to.map(escape).join(', ')}` : ''} · made 23 November 2026</p>${parts.join('')}</body></html>`;
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}
