import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/svelte';
import { afterEach } from 'vitest';

// Two cores are shared with the database tests: slow is not wrong.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lays nothing out.
Element.prototype.scrollIntoView ??= () => undefined;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// As index.html has it.
document.documentElement.lang = 'en';
document.title = 'Clinic Desk';

afterEach(() => {
  cleanup();
  document.body.replaceChildren();
  localStorage.clear();
});
