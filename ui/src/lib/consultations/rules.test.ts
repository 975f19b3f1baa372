import { describe, expect, it } from 'vitest';
import { emptyNote, visit } from '../../../tests/clinic';
import { ageOn } from './age';
import { chosen, differences, emptyNote as nothingWritten } from './parts';
import { bodyMassIndex, noteProblems, tidyDays, tidyNumber, vitalProblem } from './vitals';
import { nextVisit, waitsSince } from './waiting';

describe('vital signs', () => {
  it.each([
    ['pulse_per_minute', '72', null],
    ['pulse_per_minute', '', null],
    ['pulse_per_minute', '19', 'out_of_range'],
    ['pulse_per_minute', '300', null],
    ['pulse_per_minute', '301', 'out_of_range'],
    ['pulse_per_minute', 'fast', 'bad_characters'],
    ['pulse_per_minute', '-72', 'bad_characters'],
    ['pulse_per_minute', '1e2', 'bad_characters'],
    ['temperature_celsius', '37.5', null],
    ['temperature_celsius', '45.1', 'out_of_range'],
    ['temperature_celsius', '37.55', 'too_precise'],
    ['pulse_per_minute', '72.5', 'too_precise'],
    ['pulse_per_minute', '72.0', null],
    ['weight_kg', '0.3', null],
    ['weight_kg', '0.2', 'out_of_range'],
  ] as const)('%s of "%s" is %s', (vital, typed, code) => {
    expect(vitalProblem(vital, typed)?.code ?? null).toBe(code);
  });

  it('have a diastolic below the systolic', () => {
    const note = emptyNote();
    note.vitals.systolic_mmhg = '110';
    note.vitals.diastolic_mmhg = '110';
    expect(noteProblems(note).map(({ field }) => field)).toEqual(['vitals.diastolic_mmhg']);
    note.vitals.diastolic_mmhg = '70';
    expect(noteProblems(note)).toEqual([]);
  });

  it('give the body mass index with one decimal, where both are believable', () => {
    expect(bodyMassIndex('70', '175')).toBe('22.9');
    expect(bodyMassIndex('70', '')).toBeNull();
    expect(bodyMassIndex('70', '1.75')).toBeNull();
  });

  it('may be typed with a decimal comma', () => {
    expect(tidyNumber(' 37,5')).toBe('37.5');
    expect(tidyNumber('1,000,000')).toBe('1,000,000');
  });
});

describe('a follow-up', () => {
  it.each([
    ['6 weeks', '42'],
    ['6w', '42'],
    ['2 months', '60'],
    ['10 days', '10'],
    ['14', '14'],
    ['soon', 'soon'],
    ['1000 weeks', '1000 weeks'],
  ])('in "%s" is in "%s"', (typed, days) => expect(tidyDays(typed)).toBe(days));

  it.each([
    ['', []],
    ['14', []],
    ['0', ['follow_up.in_days']],
    ['731', ['follow_up.in_days']],
    ['soon', ['follow_up.in_days']],
  ])('in "%s" days has problems at %j', (in_days, fields) => {
    const note = emptyNote();
    note.follow_up = { wanted: true, in_days, what_for: '' };
    expect(noteProblems(note).map(({ field }) => field)).toEqual(fields);
  });
});

describe('two texts of one note', () => {
  const base = emptyNote();
  const with_ = (history_of_present_illness: string) => ({
    ...emptyNote(),
    history_of_present_illness,
  });

  it('differ nowhere when both say the same', () => {
    expect(differences(base, with_('Cough'), with_('Cough'))).toEqual([]);
  });

  it('ask only about what both changed', () => {
    expect(differences(base, with_('Cough'), base)[0]?.choice).toBe('mine');
    expect(differences(base, base, with_('Fever'))[0]?.choice).toBe('theirs');
    expect(differences(base, with_('Cough'), with_('Fever'))[0]?.choice).toBeNull();
  });

  it('stand one under the other when both are kept, without an empty one', () => {
    const both = { part: 'plan', mine: 'Rest', theirs: ' ', choice: 'both' } as const;
    expect(chosen(both)).toBe('Rest');
    expect(chosen({ ...both, theirs: 'Tea' })).toBe('Tea\n\nRest');
  });

  it('are empty when nothing is in any part', () => {
    expect(nothingWritten(base)).toBe(true);
    expect(
      nothingWritten({ ...base, follow_up: { wanted: true, in_days: '', what_for: '' } }),
    ).toBe(false);
  });
});

describe('who is next', () => {
  const now = Date.parse('2026-11-21T09:40:00Z');
  const early = visit({ id: 'early', starts_at: '2026-11-21T09:00:00Z', status: 'arrived' });
  const late = visit({ id: 'late', starts_at: '2026-11-21T09:30:00Z', status: 'checked_in' });
  const expected = visit({
    id: 'expected',
    starts_at: '2026-11-21T10:00:00Z',
    ends_at: '2026-11-21T10:30:00Z',
    status: 'confirmed',
    arrived_at: null,
  });

  it('is who is checked in, before who is still at the desk', () => {
    expect(nextVisit([early, late, expected], now)?.id).toBe('late');
    expect(nextVisit([early, expected], now)?.id).toBe('early');
  });

  it('is the most urgent of those', () => {
    const urgent = { ...late, id: 'urgent', priority: 'emergency' as const };
    expect(nextVisit([late, urgent], now)?.id).toBe('urgent');
  });

  it('is who is expected when nobody waits, and nobody when the day is over', () => {
    expect(nextVisit([{ ...early, status: 'completed' }, expected], now)?.id).toBe('expected');
    expect(nextVisit([expected], Date.parse('2026-11-21T12:00:00Z'))).toBeNull();
  });

  it('waits since they came in', () => {
    expect(waitsSince(late)).toBe('2026-11-21T09:20:00Z');
    expect(waitsSince(expected)).toBeNull();
  });
});

describe('age', () => {
  it('counts whole years', () => {
    expect(ageOn('1984-11-21', '2026-11-21T10:30:00')).toBe(42);
    expect(ageOn('1984-11-22', '2026-11-21T10:30:00')).toBe(41);
  });
});
