import { afterEach, describe, expect, it, vi } from 'vitest';
import type { AppointmentView } from '$lib/shared/contract';
import { FakeClinic, TODAY } from '$dev/fakeClinic';
import { PointerDrag } from './drag';
import { SheetState, type Carried } from './sheet.svelte';

/** A sheet of two columns, 100 pixels wide each, one pixel for each minute from eight on. */
function sheetWith(clinic: FakeClinic) {
  const sheet = new SheetState();
  const request = { date: TODAY, days: 1, doctor_ids: [], location_id: null };
  sheet.sheet = clinic.answers().appointments_day_sheet(request);
  const scroller = document.createElement('div');
  const scrolled: unknown[] = [];
  scroller.scrollBy = (...by: unknown[]) => {
    if (by.some((pixels) => pixels !== 0)) scrolled.push(by);
  };
  scroller.getBoundingClientRect = () => ({ left: 0, right: 200, top: 0, bottom: 600 }) as DOMRect;
  for (const at of [0, 1]) {
    const column = document.createElement('div');
    column.dataset.column = String(at);
    const rect = { left: at * 100, right: at * 100 + 100, top: 0, height: 600 } as DOMRect;
    column.getBoundingClientRect = () => rect;
    scroller.append(column);
  }
  const dropped: Carried[] = [];
  const parked: AppointmentView[] = [];
  const drag = new PointerDrag(
    sheet,
    () => scroller,
    (carried) => {
      dropped.push(carried);
      return Promise.resolve(true);
    },
    (visit) => parked.push(visit),
  );
  return { sheet, drag, dropped, parked, scrolled };
}

/** The block of a visit, or its lower edge. */
function block(visit: AppointmentView, edge = false): Element {
  const cell = document.createElement('div');
  cell.dataset.visit = visit.id;
  if (!edge) return cell;
  const handle = document.createElement('span');
  handle.dataset.edge = '';
  cell.append(handle);
  return handle;
}

function trayBar(): Element {
  const tray = document.createElement('div');
  tray.dataset.tray = '';
  return tray;
}

function at(clientX: number, clientY: number, target?: Element): PointerEvent {
  const rest = { button: 0, isPrimary: true, pointerId: 1, shiftKey: false };
  return { clientX, clientY, target, ...rest, preventDefault: () => undefined } as never;
}

describe('the pointer', () => {
  afterEach(() => Reflect.deleteProperty(document, 'elementFromPoint'));

  it('makes a visit longer by its lower edge, on every fifth minute', async () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(0, 5, '10:20');
    const { sheet, drag, dropped, parked } = sheetWith(clinic);
    drag.down(at(50, 160, block(visit, true)));
    drag.move(at(50, 178));
    expect(sheet.carried).toMatchObject({ what: 'length', minute: 620, minutes: 40, column: 0 });
    drag.move(at(150, 120));
    expect(sheet.carried).toMatchObject({ minutes: 5, column: 0 });
    drag.move(at(50, 186));
    drag.up(at(50, 186));
    expect(dropped).toMatchObject([{ what: 'length', minute: 620, minutes: 45 }]);
    expect(drag.swallowClick()).toBe(true);
    await vi.waitFor(() => expect(sheet.carried).toBeNull());
    // Over the tray too it is only made longer.
    document.elementFromPoint = () => trayBar();
    drag.down(at(50, 160, block(visit, true)));
    drag.move(at(50, 700));
    drag.up(at(50, 700));
    expect(parked).toEqual([]);
    expect(dropped).toMatchObject([{}, { what: 'length', minutes: 480 }]);
  });

  it('puts a visit down where it was put, and leaves one where it was that hardly moved', () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(0, 5, '10:20');
    const { sheet, drag, dropped } = sheetWith(clinic);
    drag.down(at(50, 150, block(visit)));
    drag.move(at(52, 152));
    drag.up(at(52, 152));
    expect(sheet.carried).toBeNull();
    expect(drag.swallowClick()).toBe(false);
    drag.down(at(50, 150, block(visit)));
    drag.move(at(150, 222));
    drag.up(at(150, 222));
    expect(dropped).toMatchObject([{ what: 'place', column: 1, minute: 690, minutes: 20 }]);
  });

  it('parks a visit on the tray, and takes one out of it to another day', () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(0, 5, '10:20');
    const { sheet, drag, dropped, parked } = sheetWith(clinic);
    const over = vi.fn<() => Element | null>().mockReturnValue(trayBar());
    document.elementFromPoint = over;
    drag.down(at(50, 150, block(visit)));
    drag.move(at(50, 700));
    expect(sheet.overTray).toBe(true);
    drag.up(at(50, 700));
    expect(parked).toEqual([visit]);
    expect(sheet.overTray).toBe(false);
    expect(dropped).toEqual([]);
    expect(sheet.carried).toBeNull();
    over.mockReturnValue(null);
    const elsewhere = { ...visit, starts_local: '2026-11-24T10:20:00', doctor_id: 'doctor-9' };
    drag.grab(elsewhere, at(20, 700));
    // Over the middle of the time from 11:00 to 11:30.
    drag.move(at(120, 195));
    drag.up(at(120, 195));
    const there = { what: 'place', column: 1, minute: 11 * 60, visit: { id: visit.id } };
    expect(dropped).toMatchObject([there]);
  });

  it('puts a visit down where it was let go of, whatever the last move said', () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(0, 5, '10:20');
    const { drag, dropped } = sheetWith(clinic);
    drag.grab(visit, at(100, 650));
    drag.move(at(100, 400));
    drag.up(at(100, 195));
    expect(dropped).toMatchObject([{ what: 'place', minute: 11 * 60 }]);
  });

  it('scrolls at an edge that it goes to, and leaves the day where it is on its way from one', () => {
    const clinic = new FakeClinic();
    const visit = clinic.put(0, 5, '10:20');
    const { drag, dropped, scrolled } = sheetWith(clinic);
    drag.grab(visit, at(100, 650));
    // However slowly it comes out of the tray, the time it is taken to stays where it is.
    for (let y = 640; y >= 195; y -= 5) drag.move(at(100, y));
    expect(scrolled).toEqual([]);
    drag.move(at(100, 570));
    drag.move(at(100, 570));
    drag.move(at(100, 575));
    expect(scrolled).toEqual([
      [0, 16],
      [0, 16],
      [0, 16],
    ]);
    drag.move(at(100, 20));
    expect(scrolled.at(-1)).toEqual([0, -16]);
    drag.move(at(100, 30));
    expect(scrolled).toHaveLength(4);
    drag.move(at(100, 195));
    drag.up(at(100, 195));
    expect(dropped).toMatchObject([{ what: 'place', minute: 11 * 60 }]);
  });
});
