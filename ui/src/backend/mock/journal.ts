// Writing, finding and taking in, in memory.
import type { ReflectionSummary, Calls, SnippetPiece, Reflection } from '../bindings';
import { fail, newId, PRESENT, type World } from './world';
import { nextSession } from './circle';

type Journal = Pick<
  Calls,
  | 'capture'
  | 'captured_list'
  | 'captured_accept'
  | 'captured_discard'
  | 'today'
  | 'draft_save'
  | 'draft_keep'
  | 'reflection_list'
  | 'reflection_read'
  | 'reflection_revisions'
  | 'reflection_heads'
  | 'reflection_join'
  | 'reflection_delete'
  | 'calendar'
  | 'tags'
>;

export function journal(world: World): Journal {
  const found = (id: string): Reflection => world.reflections.find((r) => r.id === id) ?? fail('not_found');
  const sort = () => world.reflections.sort((a, b) => Date.parse(b.date) - Date.parse(a.date));
  return {
    async capture({ text }) {
      if (text.length > 1_000_000) fail('captured_too_long');
      world.captured.push({ id: newId(world, 'c'), text, at: PRESENT });
    },
    async captured_list() {
      return structuredClone(world.captured);
    },
    async captured_accept({ id }) {
      const note = world.captured.find((c) => c.id === id) ?? fail('not_found');
      world.captured = world.captured.filter((c) => c !== note);
      const made: Reflection = {
        id: newId(world, 'r'),
        date: note.at,
        title: '',
        text: note.text,
        mood: null,
        feelings: [],
        tags: [],
        revision: 1,
        edited: 0,
        draft: false,
        others: 0,
      };
      world.reflections.push(made);
      sort();
      return made.id;
    },
    async captured_discard({ id }) {
      world.captured = world.captured.filter((c) => c.id !== id);
    },
    async today() {
      const page = world.reflections.find((r) => r.date.slice(0, 10) === PRESENT.slice(0, 10)) ?? null;
      return {
        now: PRESENT,
        page: page && { ...page },
        next: nextSession(world),
        bring: world.bring.length,
        captured: world.captured.length,
      };
    },
    async draft_save({ reflection, input }) {
      if (input.title.length > 500) fail('title_too_long', { max: 500 });
      const known = reflection ? found(reflection) : null;
      const { date, ...rest } = input;
      if (known) Object.assign(known, rest, { draft: true, others: 0 }, date ? { date } : {});
      else
        world.reflections.push({
          id: newId(world, 'r'),
          ...rest,
          date: date ?? PRESENT,
          revision: 0,
          edited: 0,
          others: 0,
          draft: true,
        });
      const id = known?.id ?? world.reflections[world.reflections.length - 1]?.id ?? '';
      sort();
      return { reflection: id, at: PRESENT };
    },
    async draft_keep({ reflection }) {
      const r = found(reflection);
      if (!r.draft) return r.revision;
      r.draft = false;
      r.revision += 1;
      r.edited = r.revision - 1;
      const all = world.revisions.get(r.id) ?? [];
      world.revisions.set(r.id, [
        {
          record: newId(world, 'v'),
          revision: r.revision,
          saved_at: PRESENT,
          date: r.date,
          title: r.title,
          text: r.text,
          mood: r.mood,
          feelings: [...r.feelings],
          tags: [...r.tags],
        },
        ...all,
      ]);
      return r.revision;
    },
    async reflection_list({ query, limit, offset }) {
      const wanted = parse(query);
      const all = world.reflections.filter((r) => wanted.every((w) => w.fits(r)));
      const words = wanted.flatMap((w) => (w.word ? [w.word] : []));
      return { summaries: all.slice(offset, offset + limit).map((r) => card(r, words)), total: all.length };
    },
    async reflection_read({ id }) {
      return structuredClone(found(id));
    },
    async reflection_revisions({ id }) {
      const r = found(id);
      return structuredClone(
        world.revisions.get(id) ?? [
          {
            record: r.id,
            revision: r.revision,
            saved_at: r.date,
            date: r.date,
            title: r.title,
            text: r.text,
            mood: r.mood,
            feelings: [...r.feelings],
            tags: [...r.tags],
          },
        ],
      );
    },
    // No page of this world has two versions.
    reflection_heads: async () => [],
    reflection_join: async () => 0,
    async reflection_delete({ id }) {
      const gone = found(id);
      world.reflections = world.reflections.filter((r) => r !== gone);
    },
    async calendar({ year, month }) {
      const start = `${year}-${String(month).padStart(2, '0')}-`;
      const days = new Map<number, number>();
      for (const r of world.reflections) {
        if (!r.date.startsWith(start)) continue;
        const day = Number(r.date.slice(8, 10));
        days.set(day, (days.get(day) ?? 0) + 1);
      }
      return [...days].map(([day, count]) => ({ day, count })).sort((a, b) => a.day - b.day);
    },
    async tags() {
      const counts = new Map<string, number>();
      for (const tag of world.reflections.flatMap((r) => r.tags)) counts.set(tag, (counts.get(tag) ?? 0) + 1);
      return [...counts].map(([tag, count]) => ({ tag, count })).sort((a, b) => b.count - a.count);
    },
  };
}

type Wanted = { word: string | null; fits: (r: Reflection) => boolean };

function parse(query: string): Wanted[] {
  return [...query.matchAll(/(-?)(?:"([^"]*)"?|(\S+))/g)].map(([, not, phrase, bare]): Wanted => {
    const [, key, value] = /^(tag|mood|before|after):(.*)$/.exec(bare ?? '') ?? [];
    if (key === 'tag') return { word: null, fits: (r) => r.tags.includes(value ?? '') };
    if (key === 'before') return { word: null, fits: (r) => r.date < (value ?? '') };
    if (key === 'after') return { word: null, fits: (r) => r.date > (value ?? '') };
    if (key === 'mood') {
      const [, sign, digit] = /^([<>]?)(\d)/.exec(value ?? '') ?? [];
      const wants = Number(digit);
      return {
        word: null,
        fits: (r) =>
          r.mood !== null && (sign === '<' ? r.mood < wants : sign === '>' ? r.mood > wants : r.mood === wants),
      };
    }
    const word = (phrase ?? bare ?? '').replace(/\*$/, '').toLowerCase();
    const has = (r: Reflection) => `${r.title}\n${r.text}\n${r.tags.join(' ')}`.toLowerCase().includes(word);
    return not ? { word: null, fits: (r) => !has(r) } : { word, fits: has };
  });
}

function card(r: Reflection, words: string[]): ReflectionSummary {
  const low = r.text.toLowerCase();
  const first = words.length
    ? Math.max(0, Math.min(...words.map((w) => low.indexOf(w)).filter((n) => n >= 0), low.length) - 30)
    : 0;
  const start = words.length && first < low.length ? first : 0;
  const text = `${start ? '…' : ''}${r.text.slice(start, start + 110).replaceAll('\n', ' ')}${r.text.length > start + 110 ? '…' : ''}`;
  return { id: r.id, date: r.date, title: r.title, mood: r.mood, tags: [...r.tags], snippet: pieces(text, words) };
}

function pieces(text: string, words: string[]): SnippetPiece[] {
  const out: SnippetPiece[] = [];
  let rest = text;
  while (rest) {
    const at = words
      .map((w) => ({ w, n: rest.toLowerCase().indexOf(w) }))
      .filter((x) => x.w && x.n >= 0)
      .sort((a, b) => a.n - b.n)[0];
    if (!at) break;
    if (at.n) out.push({ text: rest.slice(0, at.n), hit: false });
    out.push({ text: rest.slice(at.n, at.n + at.w.length), hit: true });
    rest = rest.slice(at.n + at.w.length);
  }
  if (rest) out.push({ text: rest, hit: false });
  return out;
}
