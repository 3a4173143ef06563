/**
 * How the filter chips write into what is typed in the search field. The field stays the one truth: a chip reads its
 * state from the query and puts its words there. What a query means is the core's business.
 */
export type Field = 'tag' | 'mood' | 'before' | 'after';
export type Span = 'any' | 'month' | 'quarter' | 'year';

const PART = /-?(?:tag:(?:"[^"]*"|\S*)|"[^"]*"\*?|\S+)/giu;

const parts = (query: string): string[] => query.match(PART) ?? [];
const fieldOf = (part: string): string => /^(tag|mood|before|after):/i.exec(part)?.[1]?.toLowerCase() ?? '';
const valueOf = (part: string): string =>
  part
    .slice(part.indexOf(':') + 1)
    .replace(/^"|"$/g, '')
    .replace(/^#/, '');
const join = (all: string[]): string => all.join(' ');

/** The values given for a field, in order. */
export function valuesOf(query: string, field: Field): string[] {
  return parts(query)
    .filter((part) => fieldOf(part) === field)
    .map(valueOf);
}

export function without(query: string, ...fields: Field[]): string {
  return join(parts(query).filter((part) => !fields.includes(fieldOf(part) as Field)));
}

function written(field: Field, value: string): string {
  return /\s/.test(value) ? `${field}:"${value.replaceAll('"', '')}"` : `${field}:${value}`;
}

/** The same query with this field set to one value, or taken out. */
export function withField(query: string, field: Field, value: string | null): string {
  const rest = without(query, field);
  return value === null ? rest : join([rest, written(field, value)].filter(Boolean));
}

/** Adds a tag, or takes it out if it is there. */
export function toggleTag(query: string, tag: string): string {
  const there = parts(query).filter((part) => !(fieldOf(part) === 'tag' && valueOf(part) === tag));
  if (there.length < parts(query).length) return join(there);
  return join([...there, written('tag', tag)]);
}

export const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/** "after" is that day and later, "before" is only earlier days. */
export function withDay(query: string, year: number, month: number, day: number): string {
  const rest = without(query, 'before', 'after');
  return join([rest, `after:${isoDay(year, month, day)}`, `before:${isoDay(year, month, day + 1)}`].filter(Boolean));
}

/** The one day a query is about, if it is about one. */
export function dayOf(query: string): string | null {
  const [after, before] = [valuesOf(query, 'after'), valuesOf(query, 'before')];
  const start = after[0];
  if (after.length !== 1 || before.length !== 1 || !start || !/^\d{4}-\d\d-\d\d$/.test(start)) return null;
  const [y, m, d] = start.split('-').map(Number) as [number, number, number];
  return isoDay(y, m, d + 1) === before[0] ? start : null;
}

/** The first day of a span that ends today. */
function startOf(span: Exclude<Span, 'any'>, today: string): string {
  const [y, m] = today.split('-').map(Number) as [number, number];
  if (span === 'month') return isoDay(y, m, 1);
  if (span === 'quarter') return isoDay(y, m - 2, 1);
  return isoDay(y, 1, 1);
}

export function withSpan(query: string, span: Span, today: string): string {
  const rest = without(query, 'before', 'after');
  return span === 'any' ? rest : join([rest, `after:${startOf(span, today)}`].filter(Boolean));
}

/** The words and phrases looked for, without fields and exclusions; for marking them in what is read. */
export function soughtWords(query: string): string[] {
  return parts(query)
    .filter((part) => !part.startsWith('-') && !fieldOf(part))
    .map((part) => part.replace(/^"|"(\*?)$/g, '$1').trim())
    .filter((part) => /[\p{L}\p{N}]/u.test(part));
}
