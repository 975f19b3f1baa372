import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/svelte';
import { connection } from '$lib/shared/connection.svelte';
import { unfinished } from '$lib/shared/unfinished.svelte';
import { afterAll, afterEach } from 'vitest';

/** No question waits longer for somebody to stop typing. */
const LONGEST_PAUSE_MS = 250;

// Two cores are shared with the database tests: slow is not wrong.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out.
Element.prototype.scrollIntoView ??= () => undefined;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// No style sheet of the page is loaded here, yet jsdom applies its own to every element that a query by role looks at, which
// was a quarter of the time: what an element says of itself, and what is closed or hidden, is all there is to know.
const hidden = document.createElement('i').style;
hidden.display = 'none';
const bare = document.createElement('i').style;
window.getComputedStyle = (element, pseudo) => {
  if (pseudo) return bare;
  return element.matches('[hidden], dialog:not([open])') ? hidden : (element as HTMLElement).style;
};

// As index.html has it.
document.documentElement.lang = 'en';
document.title = 'Clinic Desk';

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  localStorage.clear();
  connection.offline = null;
});

// Everything else is kept by person, and each test signs somebody new in; what would be lost with the window is everybody's,
// and what is asked after a pause in typing is asked before the next file begins.
afterAll(async () => {
  Object.assign(unfinished, { works: [] });
  await new Promise((resolve) => setTimeout(resolve, LONGEST_PAUSE_MS));
});
