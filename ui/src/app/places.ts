/**
 * The places a person can go to, each once: the rail, the keys and the loading follow from this table. A new place is a
 * line here, its component, and its name as `place-<name>` in the locales.
 *
 * What a place can be opened with (a page to read, words to bring) are the properties of its component.
 */
import type { Component, ComponentProps } from 'svelte';
import { DRAWINGS } from '../shared/icons';

type Place = {
  /** The path of its icon, on a 20 x 20 grid. */
  icon: string;
  /** The key that goes there, with Ctrl or ⌘. */
  key: string | null;
  /** Which end of the rail it stands at. */
  rail: 'top' | 'bottom';
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each has properties of its own, see Route
  load: () => Promise<{ default: Component<any> }>;
};

export const PLACES = {
  today: {
    icon: 'M10 6.8a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 0 1 0-6.4zM10 2.2v1.9M10 15.9v1.9M2.2 10h1.9M15.9 10h1.9M4.5 4.5l1.3 1.3M14.2 14.2l1.3 1.3M4.5 15.5l1.3-1.3M14.2 5.8l1.3-1.3',
    key: '1',
    rail: 'top',
    load: () => import('../features/reflections/Today.svelte'),
  },
  journal: {
    icon: 'M4.5 3.2h9.6a1.2 1.2 0 0 1 1.2 1.2v12.4H5.7a1.2 1.2 0 0 1-1.2-1.2zM7.6 6.8h4.8M7.6 9.6h4.8M4.5 15.6a1.3 1.3 0 0 1 1.2-1.4h9.6',
    key: '2',
    rail: 'top',
    load: () => import('../features/reflections/Journal.svelte'),
  },
  prepare: {
    icon: 'M2.8 5.2h10M2.8 10h6.4M2.8 14.8h6.4M11.8 13.4l2 2.2l3.8-5',
    key: '3',
    rail: 'top',
    load: () => import('../features/sessions/Prepare.svelte'),
  },
  group: {
    icon: 'M7.4 4.2a2.7 2.7 0 1 1 0 5.4a2.7 2.7 0 0 1 0-5.4zM2.4 16.4v-1.2a3.2 3.2 0 0 1 3.2-3.2h3.6a3.2 3.2 0 0 1 3.2 3.2v1.2M13.2 4.5a2.6 2.6 0 0 1 0 4.9M14.9 12.1a3.1 3.1 0 0 1 2.7 3.1v1.2',
    key: '4',
    rail: 'top',
    load: () => import('../features/groups/Group.svelte'),
  },
  share: {
    icon: DRAWINGS.share,
    key: '5',
    rail: 'top',
    load: () => import('../features/sharing/Share.svelte'),
  },
  received: {
    icon: 'M2.8 11.2l2.3-6.4a1.4 1.4 0 0 1 1.3-.9h7.2a1.4 1.4 0 0 1 1.3.9l2.3 6.4v3.9a1.4 1.4 0 0 1-1.4 1.4H4.2a1.4 1.4 0 0 1-1.4-1.4zM2.8 11.2h3.9l1.1 2.1h4.4l1.1-2.1h3.9',
    key: '6',
    rail: 'top',
    load: () => import('../features/received/Received.svelte'),
  },
  help: {
    icon: 'M10 2.6a7.4 7.4 0 1 1 0 14.8a7.4 7.4 0 0 1 0-14.8zM10 6.8a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 0 1 0-6.4zM4.8 4.8l2.9 2.9M12.3 12.3l2.9 2.9M4.8 15.2l2.9-2.9M12.3 7.7l2.9-2.9',
    key: null,
    rail: 'bottom',
    load: () => import('../features/safety/Help.svelte'),
  },
  settings: {
    icon: 'M2.8 6.4h8M15.2 6.4h2M2.8 13.6h2M9.2 13.6h8M13 4.2a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4zM7 11.4a2.2 2.2 0 1 1 0 4.4a2.2 2.2 0 0 1 0-4.4z',
    key: ',',
    rail: 'bottom',
    load: () => import('../features/settings/Settings.svelte'),
  },
} as const satisfies Record<string, Place>;

export type PlaceName = keyof typeof PLACES;

export const PLACE_NAMES = Object.keys(PLACES) as PlaceName[];

type Loaded<Name extends PlaceName> = Awaited<ReturnType<(typeof PLACES)[Name]['load']>>['default'];
/** The properties of a component; a component without any accepts nothing. */
type Properties<C extends Loaded<PlaceName>> = string extends keyof ComponentProps<C> ? unknown : ComponentProps<C>;

/** Where to go, and what the place is opened with. */
export type Route = { [Name in PlaceName]: { place: Name } & Properties<Loaded<Name>> }[PlaceName];

/** A place without anything to open it with. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-assertion -- the linter does not know components
export const routeTo = (place: PlaceName): Route => ({ place }) as Route;
