import { describe, expect, it } from 'vitest';
import type { AuditView } from '../shared/contract';
import { folded } from './audit.svelte';

const SAVED = 'consultation_draft_saved';

/** Events of a minute each, the latest first: who did what to which note. */
function log(...rows: [who: string, action: string, note: string][]): AuditView[] {
  return rows.map(([who, action, note], at) => ({
    id: `event-${at}`,
    at: `2026-11-21T09:${String(59 - at)}:00Z`,
    actor: who,
    actor_id: who,
    workstation: 'room-1',
    action,
    subject_kind: 'consultation',
    subject_id: note,
    subject: null,
    patient: null,
    patient_id: null,
  }));
}

const told = (events: AuditView[]) =>
  folded(events).map(({ event, count, since }) => [event.id, count, since.slice(14, 16)]);

describe('the list of the audit log', () => {
  it('shows the saves of one draft in a row as one line', () => {
    const events = log(
      ['osei', 'consultation_completed', 'a'],
      ['osei', SAVED, 'a'],
      ['osei', SAVED, 'a'],
      ['osei', SAVED, 'a'],
      ['osei', 'consultation_opened', 'a'],
    );
    expect(told(events)).toEqual([
      ['event-0', 1, '59'],
      ['event-1', 3, '56'],
      ['event-4', 1, '55'],
    ]);
  });

  it('keeps people, notes and what came between apart', () => {
    const events = log(
      ['osei', SAVED, 'a'],
      ['lin', SAVED, 'b'],
      ['osei', SAVED, 'a'],
      ['lin', SAVED, 'c'],
      ['osei', 'chart_read', 'a'],
      ['osei', SAVED, 'a'],
    );
    expect(told(events)).toEqual([
      ['event-0', 2, '57'],
      ['event-1', 1, '58'],
      ['event-3', 1, '56'],
      ['event-4', 1, '55'],
      ['event-5', 1, '54'],
    ]);
  });

  it('folds nothing else', () => {
    const events = log(['robin', 'chart_read', 'a'], ['robin', 'chart_read', 'a']);
    expect(folded(events)).toHaveLength(2);
  });
});
