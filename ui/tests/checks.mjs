// What must hold on every screen, whatever it shows: WCAG 2.2 AA as far as axe can tell, a name on everything that
// takes the focus, nothing that runs off sideways. Each check returns a list of complaints.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const axe = (page) => runAxe(page, { type: 'tag', values: TAGS });
/** Only what depends on colours. */
export const contrast = (page) => runAxe(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] });

async function runAxe(page, runOnly) {
  await page.evaluate(axeSource);
  const found = await page.evaluate(
    (only) => window.axe.run(document, { runOnly: only, iframes: false, resultTypes: ['violations'] }),
    runOnly,
  );
  return found.violations.flatMap((v) =>
    v.nodes
      .slice(0, 4)
      .map((n) => `${v.id}: ${n.target.join(' ')} ${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}`),
  );
}

/** Everything the keyboard can reach says what it is, as the browser itself computes names. */
export async function names(page) {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  const out = [];
  for (const node of nodes) {
    if (node.ignored || node.role?.value === 'RootWebArea' || node.name?.value?.trim()) continue;
    if (!node.properties?.some((p) => p.name === 'focusable' && p.value.value)) continue;
    const { node: element } = await session.send('DOM.describeNode', { backendNodeId: node.backendDOMNodeId });
    const attributes = element.attributes ?? [];
    // What only a script can focus is not on the keyboard's way.
    if (attributes[attributes.indexOf('tabindex') + 1] === '-1' && attributes.includes('tabindex')) continue;
    out.push(`focusable without a name: ${node.role?.value} <${element.localName} ${attributes.join(' ')}>`);
  }
  await session.detach();
  return out;
}

/** What a dialog asks, and the way out of it, are in sight however long it is. */
export async function reach(page) {
  return page.evaluate(() => {
    const out = [];
    for (const button of document.querySelectorAll('dialog[open] > .sheet > :is(header, footer) button')) {
      const { top, bottom } = button.getBoundingClientRect();
      const edge = button.closest('dialog').getBoundingClientRect();
      if (top < Math.max(edge.top, 0) || bottom > Math.min(edge.bottom, window.innerHeight))
        out.push(`out of sight in a dialog: ${button.ariaLabel ?? button.textContent.trim()}`);
    }
    return out;
  });
}

export async function overflow(page) {
  return page.evaluate(() => {
    const out = [];
    // A field scrolls what is typed into it.
    for (const el of document.querySelectorAll('*')) {
      const style = getComputedStyle(el);
      const clips = el === document.documentElement || ['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX);
      const unseen = el.clientWidth <= 1 || style.textOverflow === 'ellipsis' || el.closest('.cm-editor, svg, input');
      if (clips && !unseen && el.scrollWidth > el.clientWidth + 1) {
        out.push(
          `runs off sideways: ${el.tagName.toLowerCase()}.${el.className} ${el.scrollWidth} > ${el.clientWidth}`,
        );
      }
    }
    return out;
  });
}
