import { describe, expect, it } from 'vitest';
import { sparkline } from './sparkline';

describe('sparkline', () => {
  it('draws 5 at the top, 1 at the bottom, days to scale', () => {
    const points = [
      { day: '2026-11-01', mood: 1 },
      { day: '2026-11-02', mood: 5 },
      { day: '2026-11-05', mood: 3 },
    ];
    expect(sparkline(points, 100, 20)).toBe('0,20 25,0 100,10');
  });

  it('puts a single day in the middle and stays in the box', () => {
    expect(sparkline([{ day: '2026-11-01', mood: 9 }], 100, 20)).toBe('50,0');
    expect(sparkline([], 100, 20)).toBe('');
  });
});
