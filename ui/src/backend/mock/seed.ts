// What Ines has written and whom she knows, in the imitation. The first reflections are the ones in the sketches;
// a few hundred more are generated, always the same ones.
import type { Bring, Group, Received, Reflection, ShareLogEntry } from '../bindings';
import { pageUrl } from './page';
import type { World } from './world';

const BARE = { mood: null, feelings: [], tags: [] };

function dice(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TITLES = [
  'A slow morning',
  'What Dad said at lunch',
  'Walking the long way',
  'After the meeting',
  '',
  'Two hours of sleep',
  'The garden again',
  'A letter I will not send',
  'Small and good',
  'Before the session',
  'On the train',
  'Sunday',
  'What I keep doing',
  'The extra shift',
  'Rain',
  'A quiet yes',
];
const SENTENCES = [
  'I noticed how quickly I said that it was fine.',
  'The kitchen was warm and nobody wanted anything from me.',
  'Sam asked how I was and waited for the answer.',
  'I counted to four and it helped a little.',
  'There was a different kind of silence today, the sort that lets you sit down.',
  'Dad called and I let it ring, then I called back.',
  'I wrote the message three times and kept the shortest.',
  'My shoulders were up at my ears until noon.',
  'Maya laughed at my joke and I thought about it all the way home.',
  'I would like to be someone who leaves on time.',
  'For ten minutes I did nothing at all and nothing fell down.',
  'It is easier to say when I have written it first.',
];
const TAGS = ['sleep', 'work', 'family', 'speaking-up', 'brother', 'garden', 'body'];
const FEELINGS = ['tired', 'relieved', 'tense', 'hopeful', 'ashamed', 'calm', 'lonely', 'proud'];

const TODAY_TEXT =
  'When Maya talked about her brother I wanted to tell her that I knew that silence. I didn’t. I looked at the carpet and waited for someone braver.\n\nWalking home I noticed that I wasn’t ashamed this time, only sorry. That is new. Last spring I would have stayed up half the night going over it.\n\nI think I want to ask for five minutes this week, and just say: that happened to me too.';

function written(
  id: string,
  date: string,
  title: string,
  text: string,
  mood: number | null,
  feelings: string[],
  tags: string[],
  revision = 1,
): Reflection {
  return {
    id,
    date,
    title,
    text,
    mood,
    feelings,
    tags,
    revision,
    edited: Math.max(0, revision - 1),
    draft: false,
    others: 0,
  };
}

const SKETCHED: Reflection[] = [
  written(
    'r-today',
    '2026-11-23T20:14:00+00:00',
    'What I didn’t say on Thursday',
    TODAY_TEXT,
    4,
    ['relieved', 'tired'],
    ['brother', 'speaking-up'],
    3,
  ),
  written(
    'r-shift',
    '2026-11-21T09:02:00+00:00',
    'I said no',
    'Slept. Said no to the extra shift and nothing fell down.',
    5,
    ['proud'],
    ['work', 'sleep'],
  ),
  written(
    'r-breath',
    '2026-11-20T07:40:00+00:00',
    '',
    'Sam’s breathing: four in, seven hold, eight out.',
    3,
    ['calm'],
    ['body'],
  ),
  written(
    'r-phone',
    '2026-10-04T18:30:00+01:00',
    'The phone call',
    'In the end my brother hung up, and the silence after was worse than anything he had said. Dad was in the next room pretending to read.',
    2,
    ['lonely'],
    ['brother', 'family'],
  ),
];

function generated(count: number): Reflection[] {
  const roll = dice(11);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(roll() * from.length)] as T;
  const out: Reflection[] = [];
  let day = Date.parse('2026-11-18T21:00:00Z');
  for (let n = 0; n < count; n++) {
    const text = Array.from({ length: 2 + Math.floor(roll() * 7) }, () => pick(SENTENCES)).join(' ');
    const mood = roll() < 0.85 ? 1 + Math.floor(roll() * 5) : null;
    out.push(
      written(
        `r-${n}`,
        new Date(day).toISOString().replace('.000Z', '+00:00'),
        pick(TITLES),
        text,
        mood,
        roll() < 0.5 ? [pick(FEELINGS)] : [],
        roll() < 0.6 ? [pick(TAGS)] : [],
      ),
    );
    day -= Math.floor((0.4 + roll() * 2.2) * 86400000);
  }
  return out;
}

const GROUP: Group = {
  id: 'g-thu',
  name: 'Thursday circle',
  weekday: 'thu',
  time: '18:30',
  zone: 'Europe/London',
  every: 1,
  next: '2026-11-26T18:30:00+00:00',
};

const BRING: Bring[] = [
  {
    id: 'b-too',
    reflection: 'r-today',
    group: 'g-thu',
    title: 'That happened to me too',
    text: 'When Maya talked about her brother I wanted to tell her that I knew that silence.',
    want: 'listen',
    minutes: 5,
  },
  {
    id: 'b-no',
    reflection: null,
    group: 'g-thu',
    title: 'I said no, and nothing fell down',
    text: '',
    want: 'celebrate',
    minutes: 3,
  },
];

function moods(pattern: string) {
  return [...pattern].map((digit, n) => ({
    day: new Date(Date.parse('2026-10-27') + n * 2 * 86400000).toISOString().slice(0, 10),
    mood: Number(digit),
  }));
}

function received(
  id: string,
  from: string,
  verified: boolean,
  bring: Received['bring'],
  mood: string,
  at: string,
): Received {
  const points = moods(mood);
  const items: Received['items'] = bring.map(({ title }) => ({ kind: 'bring' as const, title }));
  if (points.length) items.push({ kind: 'mood', title: '' });
  return {
    id,
    from,
    verified,
    known: verified,
    opened_at: at,
    created_on: at.slice(0, 10),
    group: 'Thursday circle',
    starts: '2026-11-26T18:30:00+00:00',
    check_in: false,
    delete_after: null,
    sha256: id.padEnd(64, '7'),
    items,
    bring,
    mood: points,
    already_received: false,
    page_url: pageUrl(
      from,
      [],
      bring.map((b) => ({ ...b, want: b.want ?? 'listen', text: '' })),
      points,
    ),
  };
}

export function seedInto(world: World): void {
  world.reflections = [...SKETCHED, ...generated(320)]
    .sort((a, b) => Date.parse(b.date) - Date.parse(a.date))
    .map((r) => ({ ...r }));
  world.revisions.set('r-today', [
    {
      ...BARE,
      record: 'r-today-3',
      revision: 3,
      saved_at: '2026-11-23T20:14:00+00:00',
      date: '2026-11-23T20:14:00+00:00',
      title: 'What I didn’t say on Thursday',
      text: TODAY_TEXT,
    },
    {
      ...BARE,
      record: 'r-today-2',
      revision: 2,
      saved_at: '2026-11-23T19:50:00+00:00',
      date: '2026-11-23T19:50:00+00:00',
      title: 'What I didn’t say on Thursday',
      text: TODAY_TEXT.split('\n\n').slice(0, 2).join('\n\n'),
    },
    {
      ...BARE,
      record: 'r-today-1',
      revision: 1,
      saved_at: '2026-11-23T19:41:00+00:00',
      date: '2026-11-23T19:41:00+00:00',
      title: '',
      text: TODAY_TEXT.split('\n\n')[0] ?? '',
    },
  ]);
  world.captured = [{ id: 'c-1', text: 'Ask Sam what the breathing was called.', at: '2026-11-23T13:05:00+00:00' }];
  world.groups = [{ ...GROUP }];
  world.persons = [
    { id: 'p-maya', name: 'Maya', alias: 'someone in the group', also: ['May'] },
    { id: 'p-sam', name: 'Sam', alias: 'another member', also: ['Samuel'] },
    { id: 'p-dad', name: 'Dad', alias: null, also: [] },
  ];
  world.bring = BRING.map((b) => ({ ...b }));
  world.contacts = [
    {
      id: 'k-okafor',
      name: 'Dr Okafor',
      verified: true,
      changed: false,
      confirmed: '2026-11-12T18:20:00+00:00',
      reads: null,
    },
    { id: 'k-sam', name: 'Sam', verified: false, changed: false, confirmed: null, reads: null },
    { id: 'k-maya', name: 'Maya', verified: false, changed: true, confirmed: '2026-09-03T18:10:00+01:00', reads: null },
  ];
  world.cardName = 'Ines';
  const items: ShareLogEntry['items'] = [
    { kind: 'bring', title: 'Leaving on time' },
    { kind: 'mood', title: '' },
  ];
  world.record = [
    {
      id: 's-2',
      shared_at: '2026-11-18T21:30:00+00:00',
      to: ['Dr Okafor'],
      sha256: '9f2c'.padEnd(64, '41'),
      items,
      page_url: pageUrl(
        'Ines',
        ['Dr Okafor'],
        [
          {
            title: 'Leaving on time',
            minutes: 5,
            want: 'challenge',
            text: 'I would like to be someone who leaves on time.',
          },
        ],
        moods('3343233444'),
      ),
    },
    {
      id: 's-1',
      shared_at: '2026-11-11T20:05:00+00:00',
      to: ['Dr Okafor'],
      sha256: '04be'.padEnd(64, '7c'),
      items: items.slice(1),
      page_url: pageUrl('Ines', ['Dr Okafor'], [], moods('2233243343')),
    },
  ];
  world.received = [
    received(
      'x-maya',
      'Maya',
      true,
      [{ title: 'The visit', minutes: 10, want: 'listen' }],
      '44433322322',
      '2026-11-23T17:10:00+00:00',
    ),
    received(
      'x-sam',
      'Sam',
      true,
      [{ title: 'Breathing, one week on', minutes: 5, want: 'feedback' }],
      '33433343433',
      '2026-11-22T10:00:00+00:00',
    ),
    received('x-jo', 'Jo', false, [], '2223222333', '2026-11-21T12:00:00+00:00'),
  ];
}
