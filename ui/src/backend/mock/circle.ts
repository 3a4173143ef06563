// Groups, people and what to bring, in memory. Session times are only roughly right: the core knows zones, this doesn't.
import type { Calls, GroupInput, NextSession } from '../bindings';
import { fail, newId, PRESENT, type World } from './world';

type Circle = Pick<
  Calls,
  | 'group_list'
  | 'group_save'
  | 'group_delete'
  | 'person_list'
  | 'person_save'
  | 'person_delete'
  | 'preparation'
  | 'bring_save'
  | 'bring_delete'
>;

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function nextStart(input: GroupInput): string {
  const at = new Date(`${PRESENT.slice(0, 10)}T${input.time}:00Z`);
  if (Number.isNaN(at.getTime())) fail('time_unknown');
  const ahead = (DAYS.indexOf(input.weekday) - at.getUTCDay() + 7) % 7;
  at.setUTCDate(at.getUTCDate() + (ahead === 0 && at.getTime() <= Date.parse(PRESENT) ? 7 : ahead));
  return at.toISOString().replace('.000Z', '+00:00');
}

export function nextSession(world: World): NextSession | null {
  const first = [...world.groups].sort((a, b) => Date.parse(a.next) - Date.parse(b.next))[0];
  return first ? { group: first.id, name: first.name, starts: first.next } : null;
}

function put<T extends { id: string }>(list: T[], made: T): T {
  const at = list.findIndex((x) => x.id === made.id);
  if (at >= 0) list[at] = made;
  else list.push(made);
  return structuredClone(made);
}

export function circle(world: World): Circle {
  return {
    async group_list() {
      return structuredClone(world.groups);
    },
    async group_save({ id, input }) {
      if (!input.name.trim()) fail('name_empty');
      return put(world.groups, { ...input, id: id ?? newId(world, 'g'), next: nextStart(input) });
    },
    async group_delete({ id }) {
      world.groups = world.groups.filter((g) => g.id !== id);
    },
    async person_list() {
      return structuredClone(world.persons);
    },
    async person_save({ id, input }) {
      if (!input.name.trim()) fail('name_empty');
      return put(world.persons, { ...structuredClone(input), id: id ?? newId(world, 'p') });
    },
    async person_delete({ id }) {
      world.persons = world.persons.filter((p) => p.id !== id);
    },
    async preparation() {
      const since = world.reflections.filter((r) => r.date > '2026-11-19T18:30').slice(0, 30);
      return structuredClone({
        next: nextSession(world),
        since,
        bring: world.bring,
        minutes: world.bring.reduce((sum, b) => sum + b.minutes, 0),
      });
    },
    async bring_save({ id, input }) {
      return put(world.bring, { ...input, id: id ?? newId(world, 'b') });
    },
    async bring_delete({ id }) {
      world.bring = world.bring.filter((b) => b.id !== id);
    },
  };
}
