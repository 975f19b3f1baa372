import { describe, expect, it } from 'vitest';
import type { DaySheet } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { addDays } from '$lib/shared/times';
import { outsideHours } from './outside';

function sheetOf(clinic: FakeClinic): DaySheet {
  const request = { date: TODAY, days: 1, doctor_ids: ['doctor-0'], location_id: null };
  return clinic.answers().appointments_day_sheet(request);
}

describe('visits outside of the hours', () => {
  it('are those to come that no hours of their dates hold, by start', () => {
    const clinic = new FakeClinic();
    clinic.put(0, 0, '18:40');
    clinic.put(0, 1, '07:00', 'confirmed');
    clinic.put(0, 2, '09:00');
    clinic.put(0, 3, '19:20', 'cancelled');
    clinic.put(0, 4, '19:40', 'completed');
    clinic.put(0, 5, '16:50', 'scheduled', { minutes: 20 });
    const found = outsideHours(sheetOf(clinic), [TODAY]);
    expect(found.map(({ starts_local }) => starts_local.slice(11, 16))).toEqual([
      '07:00',
      '16:50',
      '18:40',
    ]);
    expect(outsideHours(sheetOf(clinic), [addDays(TODAY, 1)])).toEqual([]);
  });
});
