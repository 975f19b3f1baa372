import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeClinic, NOW, TODAY } from '$dev/fakeClinic';
import { standIn, tellFeed } from '$dev/standIn';
import { connection } from '$lib/shared/connection.svelte';
import { directory } from '$lib/doctors/directory.svelte';
import { later } from '../../../tests/clinic';
import { SheetState } from './sheet.svelte';
import { step } from './visits';

describe('answers that come late', () => {
  let clinic: FakeClinic;
  let sheet: SheetState;
  let stops: (() => void)[];
  /** Set: the next questions for single columns are answered when the test says so. */
  let held: (() => void)[] | null;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOW) });
    clinic = new FakeClinic();
    held = null;
    const answers = clinic.answers();
    standIn({
      ...answers,
      appointments_day_sheet: async (request) => {
        // What was true when it was asked is what is answered.
        const answer = structuredClone(answers.appointments_day_sheet(request));
        if (held && request.doctor_ids.length > 0) {
          const { promise, answer: go } = later<null>();
          held.push(() => go(null));
          await promise;
        }
        return answer;
      },
    });
    sheet = new SheetState();
    stops = [connection.start(), directory.start(), sheet.start()];
    await until(() => sheet.columns.length === 4 && directory.doctors.length === 4);
  });
  afterEach(() => {
    stops.forEach((stop) => stop());
    vi.useRealTimers();
  });

  async function until(holds: () => boolean) {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
  const changed = () =>
    tellFeed({ state: 'online', resource_ids: [1], topics: [], returned: false });
  const shown = () => sheet.columns[0]?.appointments.map(({ status }) => status);

  it('do not take the place of a newer column', async () => {
    held = [];
    clinic.put(0, 5, '10:20');
    await changed();
    await until(() => held?.length === 1);
    clinic.put(0, 6, '11:00');
    await changed();
    await until(() => held?.length === 2);
    const [older, newer] = held;
    held = null;
    newer?.();
    await until(() => shown()?.length === 2);
    older?.();
    await settle();
    expect(shown()).toHaveLength(2);
  });

  it('do not undo what was just done here, and what else they knew is asked for again', async () => {
    const visit = clinic.put(0, 5, '10:20');
    await sheet.load();
    clinic.put(0, 6, '11:00');
    held = [];
    await changed();
    await until(() => held?.length === 1);
    const [older] = held;
    await step(visit, 'arrive');
    expect(shown()).toEqual(['arrived']);
    held = null;
    older?.();
    await until(() => shown()?.length === 2);
    expect(shown()).toEqual(['arrived', 'scheduled']);
    expect(sheet.shownDate).toBe(TODAY);
  });
});
