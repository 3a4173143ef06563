/**
 * The writing page itself: CodeMirror with as little as writing needs. It lives in a shadow root because the content
 * security policy forbids the <style> elements CodeMirror would otherwise put into the document.
 * Saving is elsewhere (features/reflections/writing).
 */
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { EditorState, Prec, RangeSetBuilder, type Extension } from '@codemirror/state';
import {
  Decoration,
  EditorView,
  keymap,
  placeholder,
  ViewPlugin,
  type DecorationSet,
  type ViewUpdate,
} from '@codemirror/view';
import { fits } from './limits';

type PageSetup = {
  text: string;
  label: string;
  hint: string;
  onchange: () => void;
  onrefused: () => void;
};

const look = EditorView.theme({
  '&': { flex: '1 1 auto', minHeight: '0', minWidth: '0', backgroundColor: 'transparent', color: 'var(--ink)' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': {
    fontFamily: 'var(--font-writing)',
    fontSize: 'var(--text-writing)',
    lineHeight: '1.75',
    overflowX: 'hidden',
  },
  '.cm-content': { padding: '0 0 3rem', caretColor: 'var(--ink)', maxWidth: '65ch', minHeight: '100%' },
  '.cm-line': { padding: '0' },
  '.cm-placeholder': { color: 'var(--muted)' },
  '.cm-line ::selection, .cm-line::selection': { backgroundColor: 'var(--kept-soft) !important', color: 'var(--ink)' },
});

/** Each line takes its own direction from what is written in it. */
const lineDirection = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = directions(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged || update.viewportChanged) this.decorations = directions(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

const auto = Decoration.line({ attributes: { dir: 'auto' } });

function directions(view: EditorView): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    for (let at = from; at <= to;) {
      const line = view.state.doc.lineAt(at);
      builder.add(line.from, line.from, auto);
      at = line.to + 1;
    }
  }
  return builder.finish();
}

/** Refuses, whole, a change that would make the page too long: what is on it stays as it is. */
function limit(onrefused: () => void): Extension {
  return EditorState.changeFilter.of((transaction) => {
    if (fits(transaction.newDoc.length, () => transaction.newDoc.toString())) return true;
    if (transaction.newDoc.length <= transaction.startState.doc.length) return true;
    queueMicrotask(onrefused);
    return false;
  });
}

export function openPage(host: HTMLElement, setup: PageSetup): EditorView {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  return new EditorView({
    parent: root,
    root,
    state: EditorState.create({
      doc: setup.text,
      extensions: [
        look,
        history(),
        keymap.of([
          ...defaultKeymap.filter((binding) => binding.key !== 'Alt-l' && binding.key !== 'Mod-/'),
          ...historyKeymap,
        ]),
        EditorView.lineWrapping,
        EditorView.scrollMargins.of(() => ({ bottom: 48 })),
        EditorView.perLineTextDirection.of(true),
        lineDirection,
        placeholder(setup.hint),
        EditorView.contentAttributes.of({
          'aria-label': setup.label,
          'aria-multiline': 'true',
          spellcheck: 'true',
          autocorrect: 'on',
          autocapitalize: 'sentences',
        }),
        Prec.lowest(limit(setup.onrefused)),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) setup.onchange();
        }),
      ],
    }),
  });
}
