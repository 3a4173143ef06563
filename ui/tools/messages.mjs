// Writes src/i18n/messages.ts: the id of every message that the window may show, with the variables it takes, so that a
// misspelled id or a forgotten variable is a type error. `npm run messages`; a test fails when the file is stale.
import { parse, Visitor } from '@fluent/syntax';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const LOCALE = new URL('../../src-tauri/locales/en/', import.meta.url);
const FILE = new URL('../src/i18n/messages.ts', import.meta.url);

/** What only the command line says. */
const ELSEWHERE = ['cli.ftl'];

/** The messages of all files, or of all but these, in the order of the files. */
export function messages(without = []) {
  const skipped = [...ELSEWHERE, ...without];
  const files = readdirSync(LOCALE).filter((name) => name.endsWith('.ftl') && !skipped.includes(name));
  return files.sort().flatMap((name) => {
    const { body } = parse(readFileSync(new URL(name, LOCALE), 'utf8'), {});
    const junk = body.find((entry) => entry.type === 'Junk');
    if (junk) throw new Error(`${name}: ${junk.annotations[0]?.message ?? junk.content}`);
    return body.filter((entry) => entry.type === 'Message');
  });
}

const COUNTS = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);

/** The variables of a message: a number where it is counted or formatted as one, otherwise a word as well. */
class Variables extends Visitor {
  found = new Map();
  visitSelectExpression(node) {
    const { selector, variants } = node;
    const counted = variants.every(({ key }) => key.type === 'NumberLiteral' || COUNTS.has(key.name));
    if (counted && selector.type === 'VariableReference') this.found.set(selector.id.name, 'number');
    this.genericVisit(node);
  }
  visitFunctionReference(node) {
    for (const one of node.arguments.positional) {
      if (node.id.name === 'NUMBER' && one.type === 'VariableReference') this.found.set(one.id.name, 'number');
    }
    this.genericVisit(node);
  }
  visitVariableReference(node) {
    if (!this.found.has(node.id.name)) this.found.set(node.id.name, 'string | number');
  }
}

export function variables(message) {
  const visitor = new Variables();
  visitor.visit(message);
  return [...visitor.found].sort(([a], [b]) => a.localeCompare(b));
}

/** The text of the generated file. */
export function generated() {
  const lines = messages().map((message) => {
    const fields = variables(message).map(([name, type]) => `${name}: ${type}`);
    return `  '${message.id.name}': ${fields.length ? `{ ${fields.join('; ')} }` : 'null'};`;
  });
  return [
    '// Written by `npm run messages` from src-tauri/locales/en. Not to be edited.',
    '',
    '/** Each message with the variables it takes. */',
    'export type Messages = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, generated());
