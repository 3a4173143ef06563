/** The line of a mood over days: points in a box, days to scale, 5 at the top and 1 at the bottom. */
import type { MoodPoint } from '../../backend';

export function sparkline(points: MoodPoint[], width: number, height: number): string {
  const days = points.map((p) => Date.parse(p.day));
  const first = Math.min(...days);
  const span = Math.max(...days) - first;
  return points
    .map((p, i) => {
      const day = days[i] ?? first;
      const x = span > 0 ? ((day - first) / span) * width : width / 2;
      const y = ((5 - Math.min(5, Math.max(1, p.mood))) / 4) * height;
      return `${round(x)},${round(y)}`;
    })
    .join(' ');
}

const round = (n: number) => Math.round(n * 10) / 10;
