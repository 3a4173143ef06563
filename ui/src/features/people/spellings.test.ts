import { expect, it } from 'vitest';
import { asLine, spellings } from './spellings';

it('takes spellings apart at commas of any script, each once', () => {
  expect(spellings(' May, Maja ,May,, ميا، מאיה、麻耶')).toEqual(['May', 'Maja', 'ميا', 'מאיה', '麻耶']);
  expect(spellings('  ')).toEqual([]);
});

it('reads back what it shows', () => {
  const also = ['Mary Ann', 'M.'];
  expect(spellings(asLine(also))).toEqual(also);
});
