import { getContext, onDestroy, setContext } from 'svelte';

/** A key of a screen and what it does. */
export interface Binding {
  /** `b`, `?`, `Enter`, `ArrowUp`, `Ctrl+k`, `Ctrl+Shift+z`, `Alt+1`; the first is the one shown. */
  keys: string | string[];
  /** In a few words, for the help. */
  does: string;
  /** Does it. A binding without is only shown in the help: a component sees to it itself. */
  run?: (event: KeyboardEvent) => void;
  /** Acts also while a text field has the focus. Bindings with Ctrl always do. */
  whileTyping?: boolean;
  /** Acts also while a dialog is over its screen. */
  through?: boolean;
  /** The help does not tell of it: it does nothing but say why. */
  unlisted?: boolean;
}

/** A group of keys that acts while its screen or dialog is there. */
export interface KeyScope {
  title: string;
  /** Keys below it do not act while it is there: a dialog. */
  modal: boolean;
  /** Its screen is the one shown. */
  shown: () => boolean;
  bindings: () => Binding[];
}

class Keyboard {
  private scopes: KeyScope[] = [];

  add(scope: KeyScope): () => void {
    this.scopes = [...this.scopes, scope];
    return () => {
      this.scopes = this.scopes.filter((other) => other !== scope);
    };
  }

  /** The scopes that act now, the topmost first. */
  get acting(): KeyScope[] {
    const fromTop = this.scopes.filter((scope) => scope.shown()).toReversed();
    const modal = fromTop.findIndex((scope) => scope.modal);
    return modal < 0 ? fromTop : fromTop.slice(0, modal + 1);
  }

  /** Does what the pressed key stands for. */
  press(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.isComposing) return;
    const typing = isTyping(event.target);
    const acting = this.acting;
    for (const scope of this.scopes.toReversed()) {
      for (const binding of scope.bindings()) {
        if (!acting.includes(scope) && !(binding.through && scope.shown())) continue;
        const held = (typeof binding.keys === 'string' ? [binding.keys] : binding.keys).find(
          (key) => matches(key, event),
        );
        if (held === undefined || binding.run === undefined) continue;
        // Enter on a button presses the button.
        if (held === 'Enter' && event.target instanceof HTMLButtonElement) continue;
        // Space presses what has the focus: a button, a checkbox.
        if (held === ' ' && isPressable(event.target)) continue;
        if (typing && !binding.whileTyping && !(held.startsWith('Ctrl+') && !ofTheField(held))) {
          continue;
        }
        event.preventDefault();
        binding.run(event);
        return;
      }
    }
    // Outside of text it would mark the whole window, and nobody wants that.
    if (!typing && matches('Ctrl+a', event)) event.preventDefault();
  }
}

export const keyboard = new Keyboard();

/** The keys of a component, from when it is made until it goes. Call while the component is being made. */
export function useKeys(title: string, bindings: () => Binding[], modal = false): void {
  const shown = shownHere();
  onDestroy(keyboard.add({ title, modal, shown, bindings }));
}

const SHOWN = Symbol('shown');

/** Whether the screen around a component is shown. Call while the component is being made. */
export function shownHere(): () => boolean {
  return getContext<(() => boolean) | undefined>(SHOWN) ?? (() => true);
}

/** Screens stay made while another one is shown: their keys rest until they are shown again. */
export function setShown(shown: () => boolean): void {
  const around = shownHere();
  setContext(SHOWN, () => around() && shown());
}

/** In a text field these are the field's own. */
function ofTheField(key: string): boolean {
  return ['Ctrl+z', 'Ctrl+Shift+z', 'Ctrl+y', 'Ctrl+b'].includes(key);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'submit', 'range'].includes(target.type)
  );
}

function isPressable(target: EventTarget | null): boolean {
  return target instanceof HTMLButtonElement || target instanceof HTMLInputElement;
}

/** What is held, and what is pressed with it; the last may be the plus itself. */
export function partsOf(key: string): string[] {
  return key.endsWith('+') ? [...partsOf(key.slice(0, -2)), '+'] : key.split('+').filter(Boolean);
}

/** Whether the event is the key that `key` names. */
export function matches(key: string, event: KeyboardEvent): boolean {
  const parts = partsOf(key);
  const last = parts.pop() ?? '';
  const ctrl = parts.includes('Ctrl');
  const shift = parts.includes('Shift');
  const alt = parts.includes('Alt');
  if (ctrl !== (event.ctrlKey || event.metaKey) || alt !== event.altKey) return false;
  const letter = /^[a-z]$/i.test(last);
  if ((letter || last.length > 1) && shift !== event.shiftKey) return false;
  // Caps Lock must not turn a key off.
  return event.key.toLowerCase() === last.toLowerCase();
}
