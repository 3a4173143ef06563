/**
 * Marks the words looked for in a text that is read. Whole words, case and diacritics folded, nearly as the search
 * does: a text may be found by a form that is not marked here. A word with * may go on. Scripts without spaces are marked wherever the letters stand.
 */
import type { SnippetPiece } from '../../backend';

/** Beyond this a text is shown unmarked: marking would cost more than it helps. */
const LONGEST = 200_000;
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** One letter of the pattern, followed by any diacritics the text may carry. */
const loosely = (word: string): string =>
  [...fold(word)].map((letter) => (/\s/.test(letter) ? '[^\\p{L}\\p{N}]+' : `${escape(letter)}\\p{M}*`)).join('');

function pattern(words: string[]): RegExp | null {
  const each = words.flatMap((typed) => {
    const word = typed.replace(/\*+$/, '');
    if (!/[\p{L}\p{N}]/u.test(word)) return [];
    const body = loosely(word.replace(/\s+/g, ' '));
    if (UNSPACED.test(word)) return [body];
    return [`${body}${typed.endsWith('*') ? '[\\p{L}\\p{N}\\p{M}]*' : ''}(?![\\p{L}\\p{N}])`];
  });
  return each.length === 0 ? null : new RegExp(each.join('|'), 'giu');
}

export function marked(text: string, words: string[]): SnippetPiece[] {
  const wanted = pattern(words);
  if (!wanted || text.length > LONGEST) return [{ text, hit: false }];
  // Decomposed so that a plain letter finds an accented one; pieces are composed again for the screen.
  const spread = text.normalize('NFD');
  const out: SnippetPiece[] = [];
  let at = 0;
  for (const found of spread.matchAll(wanted)) {
    // Checked here, because not every web view knows a look behind.
    const before = [...spread.slice(Math.max(0, found.index - 2), found.index)].at(-1) ?? '';
    if (found[0].length === 0 || (/[\p{L}\p{N}\p{M}]/u.test(before) && !UNSPACED.test(found[0]))) continue;
    if (found.index > at) out.push({ text: spread.slice(at, found.index).normalize('NFC'), hit: false });
    out.push({ text: found[0].normalize('NFC'), hit: true });
    at = found.index + found[0].length;
  }
  if (at < spread.length || out.length === 0) out.push({ text: spread.slice(at).normalize('NFC'), hit: false });
  return out;
}
