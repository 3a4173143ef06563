// @vitest-environment node
/** The messages: the generated list is that of the locales, each is used, and none has a word that we do not say. */
import { FluentSerializer } from '@fluent/syntax';
import { describe, expect, it } from 'vitest';
import { mentions } from '../../tools/mentions.mjs';
import { generated, messages } from '../../tools/messages.mjs';
import list from './messages.ts?raw';

describe('messages', () => {
  it('are listed as the locales have them: `npm run messages`', () => {
    expect(list).toBe(generated());
  });

  it('are all used', () => {
    const { whole, patterns } = mentions();
    const ids = messages().map((message) => message.id.name);
    expect(ids.filter((id) => !whole.has(id) && !patterns.some((pattern) => pattern.test(id)))).toEqual([]);
  });

  it('never use the words we do not say', () => {
    const banned = /\b(user|users|encrypt\w*|decrypt\w*|sync\w*|submit\w*|patients?|compliance)\b|!$/im;
    // Settings may name the cipher.
    const serializer = new FluentSerializer();
    const texts = messages(['settings.ftl']).map((message) => serializer.serializeEntry(message));
    expect(texts.filter((text) => banned.test(text))).toEqual([]);
  });
});
