import { describe, expect, it } from 'vitest';
import type { Vital } from './parts';
import { unusual, usualRange } from './usual';

const ON = '2026-11-23T10:20:00';
const adult = { birth_date: '1980-05-01', on: ON };

describe('what is usual', () => {
  it.each<[string, string, [number, number] | null]>([
    ['of a newborn of 27 days', '2026-10-27', null],
    ['of four weeks', '2026-10-26', [100, 180]],
    ['the day before the first birthday', '2025-11-24', [100, 180]],
    ['on the first birthday', '2025-11-23', [98, 140]],
    ['at three', '2023-11-23', [80, 120]],
    ['at six', '2020-11-23', [75, 118]],
    ['at eleven', '2015-01-01', [75, 118]],
    ['at twelve', '2014-11-23', [60, 100]],
    ['of a grown-up', '1980-05-01', [60, 100]],
    ['before the birth', '2027-01-01', null],
  ])('is a pulse by age: %s', (_, birth_date, ends) => {
    const usual = usualRange('pulse_per_minute', { birth_date, on: ON });
    expect(usual && [usual.low, usual.high]).toEqual(ends);
  });

  it('is nothing of a weight or a height, and a body mass index of grown-ups only', () => {
    expect(usualRange('weight_kg', adult)).toBeNull();
    expect(usualRange('height_cm', adult)).toBeNull();
    expect(unusual('body_mass_index', '31.2', adult)).toBe('high');
    expect(unusual('body_mass_index', '18.5', adult)).toBeNull();
    expect(unusual('body_mass_index', '31.2', { birth_date: '2015-05-01', on: ON })).toBeNull();
  });

  it.each<[Vital, string, 'low' | 'high' | null]>([
    ['systolic_mmhg', '139', null],
    ['systolic_mmhg', '140', 'high'],
    ['systolic_mmhg', '89', 'low'],
    ['diastolic_mmhg', '90', 'high'],
    ['diastolic_mmhg', '60', null],
    ['temperature_celsius', '37.9', null],
    ['temperature_celsius', '38', 'high'],
    ['temperature_celsius', '36.0', 'low'],
    ['oxygen_saturation_percent', '94', 'low'],
    ['oxygen_saturation_percent', '100', null],
    // Not a value that is believed, or none at all: the field says so.
    ['pulse_per_minute', '700', null],
    ['pulse_per_minute', '7', null],
    ['pulse_per_minute', 'fast', null],
    ['pulse_per_minute', '', null],
  ])('is exceeded or not reached: %s of %s', (vital, typed, side) => {
    expect(unusual(vital, typed, adult)).toBe(side);
  });

  it('goes by the age at the time: what is fast of a man is not of a child', () => {
    expect(unusual('pulse_per_minute', '115', adult)).toBe('high');
    expect(unusual('pulse_per_minute', '115', { birth_date: '2020-05-01', on: ON })).toBeNull();
    expect(unusual('systolic_mmhg', '122', { birth_date: '2020-05-01', on: ON })).toBe('high');
  });
});
