import { describe, expect, it } from 'vitest';
import { shortcutOf } from './keys';
import { PLACE_NAMES, PLACES } from './places';

const stroke = (key: string) => ({ key, ctrlKey: true, metaKey: false, altKey: false, shiftKey: false });

describe('a place', () => {
  it.each(PLACE_NAMES)('is loaded, and its key leads to it: %s', async (name) => {
    const { load, key } = PLACES[name];
    expect((await load()).default).toBeTypeOf('function');
    if (key) expect(shortcutOf(stroke(key), false)).toEqual({ go: { place: name } });
  });
});
