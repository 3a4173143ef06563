// Contacts, shares and what was received, in memory. Nothing is sealed here: the imitation only keeps the rules
// that screens depend on (nothing chosen, nobody named, a changed key, a page that is no longer the one previewed).
import type { Calls, Contact, Masked, MoodPoint, Preview, ShareChoice } from '../bindings';
import { pageUrl } from './page';
import { fail, newId, PRESENT, type World } from './world';

type Sharing = Pick<
  Calls,
  | 'my_card'
  | 'my_card_save'
  | 'contact_list'
  | 'contact_add'
  | 'contact_add_file'
  | 'contact_words'
  | 'contact_confirm'
  | 'contact_delete'
  | 'share_preview'
  | 'share_seal'
  | 'share_log'
  | 'received_open'
  | 'received_list'
  | 'received_delete'
  | 'received_log'
>;

const WORDS = [
  'lantern',
  'orchard',
  'velvet',
  'compass',
  'harbour',
  'thistle',
  'marble',
  'sparrow',
  'meadow',
  'anchor',
];

function digest(text: string): string {
  let h = 0x811c9dc5;
  let out = '';
  for (let round = 0; out.length < 64; round++) {
    for (let n = 0; n < text.length; n++) h = Math.imul(h ^ text.charCodeAt(n) ^ round, 0x01000193) >>> 0;
    out += h.toString(16).padStart(8, '0');
  }
  return out;
}

export function sharing(world: World): Sharing {
  let previewed: Preview | null = null;
  const found = (id: string): Contact => world.contacts.find((c) => c.id === id) ?? fail('not_found');

  function preview(choice: ShareChoice): Preview {
    if (!choice.to.length) fail('no_recipient');
    if (!choice.bring && !choice.mood_weeks && !choice.reflections.length) fail('choice_empty');
    const to = choice.to.map(found);
    const changed = to.find((c) => c.changed);
    if (changed) fail('contact_changed', { name: changed.name });
    const names = new Map<string, Masked>();
    const mask = (text: string) => {
      for (const p of world.persons) {
        const spelling = new RegExp(`\\b(${[p.name, ...p.also].join('|')})\\b`, 'g');
        if (!spelling.test(text)) continue;
        const kept = choice.keep_names.includes(p.id);
        const alias = p.alias ?? 'someone';
        names.set(p.id, { person: p.id, name: p.name, alias, kept });
        if (!kept) text = text.replace(spelling, `\uE000${alias}\uE001`);
      }
      return text;
    };
    const bring = choice.bring ? world.bring.map((b) => ({ ...b, title: mask(b.title), text: mask(b.text) })) : [];
    const chosen = choice.reflections.map((id) => world.reflections.find((r) => r.id === id) ?? fail('not_found'));
    const reflections = chosen.map((r) => ({ title: mask(r.title), text: mask(r.text) }));
    const mood: MoodPoint[] = choice.mood_weeks
      ? world.reflections
          .filter((r) => r.mood !== null && r.date > '2026-10-26')
          .map((r) => ({ day: r.date.slice(0, 10), mood: r.mood ?? 3 }))
          .reverse()
      : [];
    const url = pageUrl(
      world.cardName ?? '',
      to.map((c) => c.name),
      bring,
      mood,
      reflections,
    );
    const items: Preview['items'] = [];
    for (const b of bring) items.push({ kind: 'bring', title: b.title.replace(/[\uE000\uE001]/g, '') });
    if (choice.mood_weeks) items.push({ kind: 'mood', title: '' });
    for (const r of reflections) items.push({ kind: 'reflection', title: r.title.replace(/[\uE000\uE001]/g, '') });
    return {
      to: to.map(({ id, name, verified, reads }) => ({ id, name, verified, reads })),
      items,
      names: [...names.values()],
      sha256: digest(url),
      page_url: url,
    };
  }

  return {
    async my_card({ name }) {
      if (typeof name === 'string') {
        if (!name.trim()) fail('name_empty');
        world.cardName = name.trim();
      }
      if (world.cardName === null) return null;
      return {
        name: world.cardName,
        reads: null,
        card: `sotto-card-1\nname: ${world.cardName}\nage1qz0examplecardnotarealrecipientqqqqqqqqqqqqqqqqqqqqqq\nproof: 4mXexampleZ0aQ8T7n1`,
      };
    },
    async my_card_save() {
      return 'sotto-card.txt';
    },
    async contact_list() {
      return structuredClone(world.contacts);
    },
    async contact_add({ card }) {
      const name = /^name: (.+)$/m.exec(card)?.[1] ?? fail('card_unreadable');
      const made: Contact = {
        id: newId(world, 'k'),
        name,
        verified: false,
        changed: false,
        confirmed: null,
        reads: null,
      };
      world.contacts.push(made);
      return { ...made };
    },
    async contact_add_file() {
      const made: Contact = {
        id: newId(world, 'k'),
        name: 'Priya',
        verified: false,
        changed: false,
        confirmed: null,
        reads: null,
      };
      world.contacts.push(made);
      return { ...made };
    },
    async contact_words({ id }) {
      found(id);
      return [...WORDS];
    },
    async contact_confirm({ id }) {
      return { ...Object.assign(found(id), { verified: true, changed: false, confirmed: PRESENT }) };
    },
    async contact_delete({ id }) {
      world.contacts = world.contacts.filter((c) => c.id !== id);
    },
    async share_preview({ choice }) {
      previewed = preview(choice);
      return structuredClone(previewed);
    },
    async share_seal({ sha256 }) {
      if (previewed?.sha256 !== sha256) fail('preview_stale');
      const names = previewed.to.map((r) => r.name);
      world.record.unshift({
        id: newId(world, 's'),
        shared_at: PRESENT,
        to: names,
        sha256,
        items: previewed.items,
        page_url: previewed.page_url,
      });
      return { file: '/home/ines/Documents/for-dr-okafor.age' };
    },
    async share_log() {
      return structuredClone(world.record);
    },
    async received_open() {
      const mood = [3, 3, 4, 3, 4, 4].map((m, n) => ({ day: `2026-11-${10 + n * 2}`, mood: m }));
      const bring = [{ title: 'A goodbye', minutes: 8, want: 'feedback' as const }];
      const known = world.received.find((r) => r.id === 'x-priya');
      if (known) return { opened: [{ ...structuredClone(known), already_received: true }], refused: [] };
      const made = {
        id: 'x-priya',
        from: 'Priya',
        verified: false,
        known: true,
        opened_at: PRESENT,
        created_on: '2026-11-23',
        group: 'Thursday circle',
        starts: '2026-11-26T18:30:00+00:00',
        check_in: false,
        delete_after: null,
        sha256: digest('priya'),
        items: [
          { kind: 'bring' as const, title: 'A goodbye' },
          { kind: 'mood' as const, title: '' },
        ],
        bring,
        mood,
        already_received: false,
        page_url: pageUrl(
          'Priya',
          ['Ines'],
          bring.map((b) => ({ ...b, text: '' })),
          mood,
        ),
      };
      world.received.unshift(made);
      return { opened: [structuredClone(made)], refused: [] };
    },
    async received_delete({ id }) {
      const one = world.received.find((r) => r.id === id) ?? fail('not_found');
      world.received = world.received.filter((r) => r !== one);
      return { id, from: one.from, opened_at: one.opened_at, deleted_at: PRESENT, sha256: one.sha256 };
    },
    async received_log() {
      return [];
    },
    async received_list() {
      return structuredClone(world.received);
    },
  };
}
