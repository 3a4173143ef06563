// Everything that stands on the screen as text, in open shadow roots too, and what is in its fields.
const texts = [document.body.innerText];
function look(root) {
  for (const element of root.querySelectorAll('*')) {
    if (element.matches('input:not([type=password]), textarea') && element.getClientRects().length) texts.push(element.value);
    if (element.shadowRoot) {
      for (const child of element.shadowRoot.children) if (child.innerText) texts.push(child.innerText);
      look(element.shadowRoot);
    }
  }
}
look(document);
return texts.join('\n');
