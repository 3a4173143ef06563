import { expect, it } from 'vitest';
import { fits } from './limits';

it('a page is measured as it will be stored', () => {
  expect(fits(3, () => 'abc', 3)).toBe(true);
  expect(fits(2, () => 'éé', 3)).toBe(false);
  expect(fits(4, () => 'abcd', 3)).toBe(false);
  expect(
    fits(
      1,
      () => {
        throw new Error('measured although it surely fits');
      },
      100,
    ),
  ).toBe(true);
});
