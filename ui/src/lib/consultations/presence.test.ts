import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OtherWindow } from '$lib/shared/contract';
import { away, Clinic, refuse } from '../../../tests/clinic';
import { NotePresence } from './presence.svelte';

const OTHER: OtherWindow = {
  name: 'Dr Ama Osei',
  workstation: 'room-2',
  opened_at: '2026-11-21T09:00:00Z',
  writes_since: '2026-11-21T09:30:00Z',
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('who has a note open', () => {
  it('is told at once when this window comes, writes, stops and goes', async () => {
    const clinic = new Clinic({ consultations_attend: () => [OTHER] });
    const said = () => clinic.requests('consultations_attend').map(({ attendance }) => attendance);
    const presence = new NotePresence(() => 'note-1');
    const stop = presence.start();
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(['reads']);
    expect(presence.others).toEqual([OTHER]);
    presence.typed();
    presence.typed();
    await vi.advanceTimersByTimeAsync(0);
    presence.typed();
    await vi.advanceTimersByTimeAsync(0);
    expect(said().filter((one) => one === 'writes').length, 'once is enough').toBeLessThan(3);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(said().at(-1)).toBe('reads');
    stop();
    await vi.advanceTimersByTimeAsync(0);
    expect(said().at(-1)).toBe('leaves');
    const count = said().length;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(said()).toHaveLength(count);
    expect(presence.others).toEqual([]);
  });

  it('is not known while the server is away', async () => {
    const clinic = new Clinic({ consultations_attend: () => [OTHER] });
    const presence = new NotePresence(() => 'note-1');
    const stop = presence.start();
    await vi.advanceTimersByTimeAsync(0);
    clinic.answers.consultations_attend = () => refuse(away);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(presence.others).toEqual([]);
    stop();
  });
});
