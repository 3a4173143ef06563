/** Every pair of colours that meets on screen is readable in light and in dark (WCAG 2.2 AA). */
import { describe, expect, it } from 'vitest';
import css from './tokens.css?raw';

function tokens(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(start, css.indexOf('}', start));
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+):\s*(#[0-9A-Fa-f]{6})/g)].map((m) => [m[1], m[2]] as [string, string]),
  );
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const c = parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const text: [string, string[]][] = [
  ['ink', ['paper', 'surface', 'sunk', 'kept-soft', 'leaves-soft', 'care-soft', 'error-soft']],
  ['muted', ['paper', 'surface', 'sunk']],
  ['kept', ['paper', 'surface', 'kept-soft']],
  ['leaves', ['paper', 'surface', 'leaves-soft']],
  ['care', ['surface', 'care-soft']],
  ['error', ['paper', 'surface', 'error-soft']],
  ['on-kept', ['kept']],
  ['on-leaves', ['leaves']],
  ['on-mark', ['mark']],
  ['on-heat-1', ['heat-1']],
  ['on-heat-2', ['heat-2']],
  ['on-heat-3', ['heat-3']],
  ['on-heat-4', ['heat-4']],
];
const shapes: [string, string[]][] = [
  ['control-line', ['paper', 'surface', 'sunk']],
  ['focus', ['paper', 'surface', 'sunk']],
  ['heat-1', ['surface']],
  ['heat-2', ['surface']],
  ['heat-3', ['surface']],
  ['heat-4', ['surface']],
];

describe.each([
  ['light', ':root'],
  ['dark', ":root[data-theme='dark']"],
])('%s', (_, selector) => {
  const colour = tokens(selector);
  const poor = (pairs: [string, string[]][], least: number) =>
    pairs.flatMap(([on, under]) =>
      under
        .filter((u) => contrast(colour[on] ?? '#000000', colour[u] ?? '#000000') < least)
        .map((u) => `${on} on ${u}: ${contrast(colour[on] ?? '', colour[u] ?? '').toFixed(2)}`),
    );

  it('text is at least 4.5:1', () => expect(poor(text, 4.5)).toEqual([]));
  it('shapes are at least 3:1', () => expect(poor(shapes, 3)).toEqual([]));
});
