/**
 * Turns the settings into what the page looks like: `data-theme` on <html>, and the root font size from which every
 * size follows. Written through the CSSOM, because the content security policy forbids style attributes.
 */
import type { Settings } from '../backend';

type Look = Pick<Settings, 'theme' | 'text_size'>;

const dark = () => window.matchMedia('(prefers-color-scheme: dark)');
let chosen: Look = { theme: 'system', text_size: 100 };

function resolveTheme(theme: Settings['theme'], systemIsDark: boolean): 'light' | 'dark' {
  if (theme === 'system') return systemIsDark ? 'dark' : 'light';
  return theme;
}

function rootFontSize(percent: number): string {
  const sane = Math.min(200, Math.max(80, Number.isFinite(percent) ? percent : 100));
  return `${(16 * sane) / 100}px`;
}

export function applyLook(look: Look): void {
  chosen = look;
  const root = document.documentElement;
  root.dataset.theme = resolveTheme(look.theme, dark().matches);
  root.style.fontSize = rootFontSize(look.text_size);
}

export function followSystem(): void {
  applyLook(chosen);
  dark().addEventListener('change', () => applyLook(chosen));
}
