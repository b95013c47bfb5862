/** Rows of a list, both ends included; `last` below `first` is none. */
export interface RowRange {
  readonly first: number;
  readonly last: number;
}

/** What a scrolled list shows: pixels from the top, height of the window, height of a row, number of rows. */
export interface Scroll {
  readonly top: number;
  readonly height: number;
  readonly rowHeight: number;
  readonly total: number;
}

/** Rows that must exist for a scroll position, with `spare` rows above and below. */
export function visibleRows({ top, height, rowHeight, total }: Scroll, spare: number): RowRange {
  const first = Math.floor(Math.max(0, top) / rowHeight) - spare;
  const last = Math.ceil((Math.max(0, top) + height) / rowHeight) - 1 + spare;
  return { first: Math.min(Math.max(0, first), Math.max(0, total - 1)), last: Math.min(total - 1, last) };
}

/** The scroll position at which row `index` is wholly in the window, moved as little as possible. */
export function topToShow(index: number, { top, height, rowHeight }: Scroll): number {
  const rowTop = index * rowHeight;
  if (rowTop < top) return rowTop;
  return Math.max(top, rowTop + rowHeight - height);
}

/** Numbers of the pages of `size` rows that a range lies on. */
export function pagesOf({ first, last }: RowRange, size: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / size); page * size <= last; page += 1) pages.push(page);
  return pages;
}
