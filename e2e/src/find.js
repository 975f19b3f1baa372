// Finds elements as a person or a screen reader does: by role and name, among what is shown and can be used.
// arguments: role ('' for any form field), name, scope element or null. Returns the elements, exact names first.
const [role, wanted, scope] = arguments;
const selectors = {
  button: 'button, [role=button], summary, input[type=submit]',
  link: 'a[href], [role=link]',
  heading: 'h1, h2, h3, h4, [role=heading]',
  textbox: 'input:not([type]), input[type=text], input[type=email], input[type=password], input[type=search], input[type=tel], input[type=number], input[type=date], input[type=time], textarea, [role=textbox], [role=searchbox], input[role=combobox]',
  combobox: 'select, [role=combobox], input[list]',
  checkbox: 'input[type=checkbox], [role=checkbox], [role=switch]',
  radio: 'input[type=radio], [role=radio]',
  option: '[role=option], option',
  row: 'tr, [role=row]',
  listitem: 'li, [role=listitem]',
  dialog: 'dialog[open], [role=dialog], [role=alertdialog]',
  region: 'section, [role=group], [role=region], aside, [role=complementary], form, fieldset',
  grid: '[role=grid]',
  gridcell: '[role=gridcell], td',
  tab: '[role=tab]',
  status: '[role=status], output',
  alert: '[role=alert]',
  '': 'input, textarea, select, [role=textbox], [role=combobox], [role=searchbox]',
};
const squeeze = (text) => (text ?? '').replace(/\s+/g, ' ').trim();
const shown = (element) =>
  element.getClientRects().length > 0 &&
  getComputedStyle(element).visibility !== 'hidden' &&
  !element.closest('[inert], [aria-hidden=true]');
const textOf = (id) => squeeze(document.getElementById(id)?.textContent);
const nameOf = (element) => {
  const by = element.getAttribute('aria-labelledby');
  if (by) return squeeze(by.split(/\s+/).map(textOf).join(' '));
  const label = element.getAttribute('aria-label');
  if (label) return squeeze(label);
  if (element.labels?.length) return squeeze([...element.labels].map((one) => one.textContent).join(' '));
  if (element.matches('fieldset')) return squeeze(element.querySelector('legend')?.textContent);
  if (element.matches('dialog, [role=dialog], section, aside, form')) {
    return squeeze(element.querySelector('h1, h2, h3, h4')?.textContent);
  }
  if (element.matches('input, textarea, select')) return squeeze(element.placeholder || element.title);
  return spoken(element) || squeeze(element.title);
};
// Text without what is hidden from screen readers; none where the name's first word stands nowhere in it, as copies are slow.
const name = squeeze(wanted).toLowerCase();
const [first] = name.split(' ');
const spoken = (element) => {
  if (!element.textContent.toLowerCase().includes(first)) return '';
  if (!element.querySelector('[aria-hidden=true]')) return squeeze(element.textContent);
  const copy = element.cloneNode(true);
  for (const hidden of copy.querySelectorAll('[aria-hidden=true]')) hidden.remove();
  return squeeze(copy.textContent);
};
// By name first: whether something is shown costs a layout of the page.
const named = [...(scope ?? document).querySelectorAll(selectors[role] ?? role)]
  .map((element) => [element, nameOf(element).toLowerCase()])
  .filter(([element, its]) => its.includes(name) && shown(element));
const exact = named.filter(([, its]) => its === name);
return (exact.length > 0 ? exact : named).map(([element]) => element);
