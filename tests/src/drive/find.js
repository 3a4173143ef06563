// Arguments: what is to be done ("press", "tick", "field", "any", "focus") and the accessible name.
// With a third, true, only an exact name counts. Returns the visible control of that name, or null. An exact name wins over one that begins with it.
const [act, wanted, whole] = arguments;
const plain = (text) =>
  (text ?? '').replace(/[‘’]/g, "'").replace(/[“”]/g, '"').replace(/…/g, '...').replace(/\s+/g, ' ').trim().toLowerCase();

function* everything(root) {
  for (const element of root.querySelectorAll('*')) {
    yield element;
    if (element.shadowRoot) yield* everything(element.shadowRoot);
  }
}

function focused(root) {
  const element = root.activeElement;
  return element?.shadowRoot ? focused(element.shadowRoot) ?? element : element;
}

function words(element) {
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll('[aria-hidden=true], svg, select, input, textarea')) hidden.remove();
  return copy.textContent;
}

function name(element) {
  const by = element.getAttribute('aria-labelledby');
  if (by) return by.split(/\s+/).map((id) => element.getRootNode().getElementById(id)).filter(Boolean).map(words).join(' ');
  const label = element.getAttribute('aria-label');
  if (label) return label;
  if (element.labels?.length) return [...element.labels].map(words).join(' ');
  return words(element) || element.title;
}

const inputs = 'textarea, select, [contenteditable=true], [role=textbox], [role=searchbox], [role=combobox], ' +
  'input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=hidden])';
const kinds = {
  press: 'button, a[href], summary, [role=button], [role=link], [role=tab], [role=option], [role=menuitem], input[type=submit], input[type=radio], [role=radio]',
  tick: 'input[type=checkbox], input[type=radio], [role=checkbox], [role=radio], [role=switch]',
  field: inputs,
};
kinds.any = Object.values(kinds).join(', ');

if (act === 'focus') return focused(document);
const shown = (element) => {
  // An input may be hidden behind its drawn mark: then its label is what is seen.
  const seen = [element, ...(element.labels ?? [])];
  return seen.some((one) => one.getClientRects().length && getComputedStyle(one).visibility === 'visible') && !element.closest('[inert]');
};
const open = [...everything(document)].filter((element) => element.matches('dialog[open], [aria-modal=true]')).at(-1);
const all = [...everything(open ?? document)].filter((element) => element.matches(kinds[act]) && !element.disabled && shown(element));
const target = plain(wanted);
const named = (fits) => all.find((element) => fits(plain(name(element))));
const exact = named((text) => text === target);
if (exact || whole) return exact ?? null;
// A card in a list is named by all its words: the ones asked for may stand in their midst.
return named((text) => text.startsWith(target)) ?? (act === 'press' ? named((text) => text.includes(target)) : null) ?? null;
