// Which strings the interface's code mentions, read from the syntax trees of the TypeScript and Svelte compilers: whole
// ones, and those that are put together, as the pattern they fit.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import ts from 'typescript';

const SOURCES = fileURLToPath(new URL('../src/', import.meta.url));

/** Everything but tests, the imitation of the core and what is generated. */
function sources() {
  return readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => /\.(ts|svelte)$/.test(path) && !/\.test\.ts$|^backend\/|^i18n\/messages\.ts$/.test(path));
}

export function mentions() {
  const whole = new Set();
  const patterns = [];
  // What begins like the id of a message: `place-${name}`.
  const template = ([head, ...rest]) => {
    if (/^[a-z][a-z0-9-]*-$/.test(head)) patterns.push(new RegExp(`^${[head, ...rest].join('.+')}$`));
  };
  for (const path of sources()) {
    const source = readFileSync(SOURCES + path, 'utf8');
    if (path.endsWith('.svelte')) walkSvelte(parse(source, { modern: true }), whole, template);
    else walkTypeScript(ts.createSourceFile(path, source, ts.ScriptTarget.Latest), whole, template);
  }
  return { whole, patterns };
}

function walkTypeScript(node, whole, template) {
  if (ts.isStringLiteralLike(node)) whole.add(node.text);
  if (ts.isTemplateExpression(node)) template([node.head.text, ...node.templateSpans.map((span) => span.literal.text)]);
  ts.forEachChild(node, (child) => walkTypeScript(child, whole, template));
}

function walkSvelte(node, whole, template) {
  if (node.type === 'Literal' && typeof node.value === 'string') whole.add(node.value);
  if (node.type === 'TemplateLiteral') template(node.quasis.map((part) => part.value.cooked));
  for (const child of Object.values(node).flat()) {
    if (child && typeof child === 'object' && 'type' in child) walkSvelte(child, whole, template);
  }
}
