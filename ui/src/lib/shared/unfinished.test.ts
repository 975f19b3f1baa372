import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { unfinished } from './unfinished.svelte';

let forget: (() => void)[] = [];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  forget.forEach((each) => each());
  forget = [];
  vi.useRealTimers();
});

/** Somebody's note that takes so long to be saved; never, where that is not said. */
function note(user: string, takes?: number) {
  let left = true;
  const saved = new Promise<void>((resolve) => {
    if (takes !== undefined) setTimeout(resolve, takes);
  });
  const save = vi.fn(async () => {
    await saved;
    left = false;
  });
  const words = `the note of ${user}`;
  forget.push(unfinished.add({ user, left: () => (left ? [words] : []), save }));
  return save;
}

/** What saving came to, and after how many milliseconds. */
async function timed(user?: string) {
  const begun = Date.now();
  let took = -1;
  const saved = unfinished.saved(user).finally(() => (took = Date.now() - begun));
  await vi.advanceTimersByTimeAsync(10_000);
  return { saved: await saved, took };
}

describe('what is saved before somebody leaves', () => {
  it('is waited for', async () => {
    note('osei', 1200);
    expect(await timed()).toEqual({ saved: true, took: 1200 });
    expect(unfinished.left()).toEqual([]);
  });

  it('is not waited for longer than three seconds, and is named', async () => {
    note('osei');
    note('lin', 100);
    expect(await timed()).toEqual({ saved: false, took: 3000 });
    expect(unfinished.left()).toEqual(['the note of osei']);
  });

  it('is only what is theirs', async () => {
    const other = note('lin');
    note('osei', 50);
    expect(await timed('osei')).toEqual({ saved: true, took: 50 });
    expect(other).not.toHaveBeenCalled();
  });

  it('is nothing where nothing is left', async () => {
    expect(await timed()).toEqual({ saved: true, took: 0 });
  });

  it('that fails is left, not thrown', async () => {
    const words = ['a note'];
    const save = () => Promise.reject(new Error('away'));
    forget.push(unfinished.add({ user: 'osei', left: () => words, save }));
    expect(await timed()).toEqual({ saved: false, took: 0 });
  });
});
