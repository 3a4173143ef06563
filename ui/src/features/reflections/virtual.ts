/** Which rows of a long list are worth drawing. All rows are equally high. Pure sums, no document. */
export type Shown = { first: number; /** exclusive */ last: number; above: number; below: number };

export function shownRows(scrollTop: number, viewport: number, row: number, total: number, spare = 6): Shown {
  if (total <= 0 || row <= 0) return { first: 0, last: 0, above: 0, below: 0 };
  const at = Math.max(0, scrollTop);
  const first = Math.min(Math.max(0, Math.floor(at / row) - spare), Math.max(0, total - 1));
  const last = Math.min(total, Math.ceil((at + Math.max(0, viewport)) / row) + spare);
  const end = Math.max(first, last);
  return { first, last: end, above: first * row, below: (total - end) * row };
}

/** The pages of `size` that hold these rows. */
export function pagesFor(shown: Shown, size = 100): number[] {
  if (shown.last <= shown.first) return [];
  const pages: number[] = [];
  for (let page = Math.floor(shown.first / size); page * size < shown.last; page += 1) pages.push(page);
  return pages;
}

/** The scroll position at which a row is fully visible; unchanged if it already is. */
export function scrollFor(index: number, scrollTop: number, viewport: number, row: number): number {
  const top = index * row;
  if (top < scrollTop) return top;
  if (top + row > scrollTop + viewport) return Math.max(0, top + row - viewport);
  return scrollTop;
}
