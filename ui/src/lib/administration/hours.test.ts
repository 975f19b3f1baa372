import { describe, expect, it } from 'vitest';
import { readDate, readTime } from '../shared/typed';
import { copyDay, hoursProblems, mergeRows, weekMinutes, type HoursRow } from './hours';
import { timeOffProblems, timeOffTimes, type TimeOffTyped } from './time-off';
import { spanText } from './words';
import { findZones } from './zones';

function row(change: Partial<HoursRow> = {}): HoursRow {
  return {
    id: 'a',
    location_id: 'location-1',
    room_id: '',
    weekday: 1,
    from_time: '09:00',
    to_time: '12:00',
    slot_minutes: '',
    hours_kind: 'both',
    capacity: '1',
    valid_from: '2026-01-01',
    valid_to: '',
    ...change,
  };
}

describe('hours as typed', () => {
  it.each<[string, Partial<HoursRow>, string, string]>([
    ['no time', { from_time: '' }, 'hours[0].from_time', 'missing'],
    ['a time nobody has', { from_time: '25:00' }, 'hours[0].from_time', 'not_a_time'],
    ['an end before the start', { to_time: '08:30' }, 'hours[0].to_time', 'end_before_start'],
    ['an end at the start', { to_time: '09:00' }, 'hours[0].to_time', 'end_before_start'],
    ['no location', { location_id: '' }, 'hours[0].location_id', 'missing'],
    ['a slot of four minutes', { slot_minutes: '4' }, 'hours[0].slot_minutes', 'out_of_range'],
    ['no places', { capacity: '0' }, 'hours[0].capacity', 'out_of_range'],
    ['fifty-one places', { capacity: '51' }, 'hours[0].capacity', 'out_of_range'],
    [
      'an end of validity before its start',
      { valid_to: '2025-12-31' },
      'hours[0].valid_to',
      'end_before_start',
    ],
    ['no start of validity', { valid_from: '' }, 'hours[0].valid_from', 'missing'],
  ])('are refused with %s', (_, change, field, code) => {
    expect(hoursProblems([row(change)])).toMatchObject([{ field, problem: { code } }]);
  });

  it('must not overlap on one weekday while both hold', () => {
    const later = row({ id: 'b', from_time: '11:00', to_time: '13:00' });
    expect(hoursProblems([row(), later])).toMatchObject([
      { field: 'hours[1].from_time', problem: { code: 'overlaps' } },
    ]);
    expect(hoursProblems([row(), { ...later, weekday: 2 }])).toEqual([]);
    expect(hoursProblems([row(), { ...later, from_time: '12:00' }])).toEqual([]);
    expect(
      hoursProblems([row({ valid_to: '2026-06-30' }), { ...later, valid_from: '2026-07-01' }]),
    ).toEqual([]);
  });

  it('are counted', () => {
    expect(weekMinutes([row(), row({ from_time: '13:00', to_time: '' })])).toBe(180);
  });

  it('are copied to other days, in the place of what those had', () => {
    let made = 0;
    const rows = [row(), row({ id: 'b', weekday: 2, from_time: '14:00', to_time: '15:00' })];
    const copied = copyDay(rows, 1, [1, 2, 3], () => `new-${(made += 1)}`);
    expect(copied.map(({ id, weekday, from_time }) => [id, weekday, from_time])).toEqual([
      ['a', 1, '09:00'],
      ['new-1', 2, '09:00'],
      ['new-2', 3, '09:00'],
    ]);
  });

  it('keep what was typed when somebody else saved, and take the rest from them', () => {
    const base = [row(), row({ id: 'b', weekday: 2 }), row({ id: 'gone', weekday: 3 })];
    const mine = [
      row({ to_time: '12:30' }),
      row({ id: 'b', weekday: 2 }),
      row({ id: 'gone', weekday: 3 }),
    ];
    const theirs = [
      row(),
      row({ id: 'b', weekday: 2, to_time: '11:00' }),
      row({ id: 'new', weekday: 5 }),
    ];
    expect(mergeRows(base, mine, theirs).map(({ id, to_time }) => [id, to_time])).toEqual([
      ['a', '12:30'],
      ['b', '11:00'],
      ['new', '12:00'],
    ]);
  });
});

describe('times and dates as typed', () => {
  it.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['8:15', '08:15'],
    ['9.30', '09:30'],
    ['17:05', '17:05'],
    ['25', '25'],
    ['noon', 'noon'],
  ])('reads the time %s as %s', (typed, read) => expect(readTime(typed)).toBe(read));

  it.each([
    ['24.12.2026', '2026-12-24'],
    ['2026-12-24', '2026-12-24'],
    ['20261224', '2026-12-24'],
    ['Christmas', 'Christmas'],
    ['1 Dec 2026', '2026-12-01'],
    ['31. december 2026', '2026-12-31'],
    ['31 Dez 2026', '31 Dez 2026'],
  ])('reads the date %s as %s', (typed, read) => expect(readDate(typed)).toBe(read));
});

describe('time off as typed', () => {
  const typed: TimeOffTyped = {
    first_on: '2026-12-24',
    last_on: '',
    whole_days: true,
    from_time: '',
    to_time: '',
    time_off_kind: 'leave',
    note: '',
  };

  it('of whole days ends at the next midnight', () => {
    expect(timeOffTimes(typed)).toEqual({
      starts_local: '2026-12-24T00:00',
      ends_local: '2026-12-25T00:00',
    });
    expect(timeOffTimes({ ...typed, last_on: '2026-12-31' }).ends_local).toBe('2027-01-01T00:00');
  });

  it('of a part of a day has its times', () => {
    const part = { ...typed, whole_days: false, from_time: '13:00', to_time: '17:00' };
    expect(timeOffTimes(part)).toEqual({
      starts_local: '2026-12-24T13:00',
      ends_local: '2026-12-24T17:00',
    });
    expect(timeOffProblems(part)).toEqual([]);
  });

  it.each<[Partial<TimeOffTyped>, string[]]>([
    [{ first_on: '' }, ['first_on']],
    [{ first_on: '2026-02-30' }, ['first_on']],
    [{ last_on: '2026-12-23' }, ['last_on']],
    [{ whole_days: false }, ['from_time', 'to_time']],
    [{ whole_days: false, from_time: '14:00', to_time: '13:00' }, ['to_time']],
  ])('%j is refused at %j', (change, fields) => {
    expect(timeOffProblems({ ...typed, ...change }).map(({ field }) => field)).toEqual(fields);
  });

  const away = {
    id: 'away',
    doctor_id: 'doctor-1',
    starts_at: '2026-12-23T23:00:00Z',
    ends_at: '2026-12-24T23:00:00Z',
    starts_local: '2026-12-24T00:00:00',
    ends_local: '2026-12-25T00:00:00',
    time_off_kind: 'leave' as const,
    note: '',
  };

  it('is named by its days', () => {
    expect(spanText(away)).toBe('24 Dec 2026');
    expect(spanText({ ...away, ends_local: '2027-01-02T00:00:00' })).toBe(
      '24 Dec 2026 to 1 Jan 2027',
    );
    expect(
      spanText({ ...away, starts_local: '2026-12-24T13:00:00', ends_local: '2026-12-24T17:00:00' }),
    ).toMatch(/13:00 to 17:00$/);
  });
});

describe('time zones', () => {
  it('are found by their city, and by words in any order', () => {
    expect(findZones('berl', 5)[0]).toBe('Europe/Berlin');
    expect(findZones('york america', 5)).toContain('America/New_York');
    expect(findZones('atlantis', 5)).toEqual([]);
  });
});
