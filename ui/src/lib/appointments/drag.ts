import type { AppointmentView } from '$lib/shared/contract';
import { minuteOf } from '$lib/shared/times';
import { snap } from './layout';
import type { Carried, SheetState } from './sheet.svelte';

const THRESHOLD_PX = 5;
const EDGE_PX = 40;

/** Carries visits by pointer events: dragging of HTML5 does not work in WebKitGTK. */
export class PointerDrag {
  private from: {
    x: number;
    y: number;
    visit: AppointmentView;
    pointer: number;
    /** It is taken by its lower edge, or out of the tray. */
    by: 'body' | 'edge' | 'tray';
  } | null = null;
  /** Minutes between the visit's start and where it was taken hold of. */
  private grip = 0;
  /** Where the pointer was before. */
  private last = { x: 0, y: 0 };
  private justDragged = false;

  constructor(
    private readonly sheet: SheetState,
    private readonly scroller: () => HTMLElement | undefined,
    private readonly ondrop: (carried: Carried) => Promise<boolean>,
    /** It was dropped on the tray. */
    private readonly onpark: (visit: AppointmentView) => void,
  ) {}

  /** Takes hold of a visit of the tray. */
  grab(visit: AppointmentView, event: PointerEvent): void {
    this.justDragged = false;
    if (event.button !== 0 || !event.isPrimary || this.sheet.carried) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    this.from = { x, y, visit, pointer, by: 'tray' };
  }

  down(event: PointerEvent): void {
    this.justDragged = false;
    if (event.button !== 0 || !event.isPrimary || this.sheet.carried) return;
    const id = (event.target as Element).closest<HTMLElement>('[data-visit]')?.dataset.visit;
    const visit = this.sheet.columns
      .flatMap((column) => column.appointments)
      .find((candidate) => candidate.id === id);
    if (visit) {
      const by = (event.target as Element).closest('[data-edge]') ? 'edge' : 'body';
      const { clientX: x, clientY: y, pointerId: pointer } = event;
      this.from = { x, y, visit, pointer, by };
    }
  }

  move(event: PointerEvent): void {
    const { from, sheet } = this;
    if (!from || event.pointerId !== from.pointer) return;
    if (!sheet.carried) {
      if (Math.hypot(event.clientX - from.x, event.clientY - from.y) < THRESHOLD_PX) return;
      if (from.by === 'tray') sheet.carryFromTray(from.visit, 'pointer');
      else sheet.carry(from.visit, 'pointer', from.by === 'edge' ? 'length' : 'place');
      if (!sheet.carried) {
        this.from = null;
        return;
      }
      const at = this.place(from.x, from.y);
      const starts = minuteOf(from.visit.starts_local, sheet.shownDate);
      // Out of the tray it is held by its middle: over the middle of a free time it lands on that time.
      if (from.by === 'tray') this.grip = from.visit.minutes / 2;
      else this.grip = at && from.by === 'body' ? at.minute - starts : 0;
      this.scroller()?.setPointerCapture?.(event.pointerId);
      this.last = { x: from.x, y: from.y };
    }
    event.preventDefault();
    sheet.overTray = from.by !== 'edge' && isOverTray(event);
    // Whoever is on the tray does not look for another hour.
    if (sheet.overTray) return;
    this.scrollAtEdge(event);
    this.carryUnder(event, from.by === 'edge');
  }

  /** Moves what is carried, or its lower edge, to where the pointer is. */
  private carryUnder(event: PointerEvent, edge: boolean): void {
    const { sheet } = this;
    const at = this.place(event.clientX, event.clientY);
    const column = at && sheet.columns[at.column];
    if (!at || !column) return;
    if (edge) sheet.stretchTo(at.minute);
    else
      sheet.carryTo(
        at.column,
        snap(column, sheet.shownDate, at.minute - this.grip, event.shiftKey),
      );
  }

  up(event: PointerEvent): void {
    const { from } = this;
    if (from?.pointer !== event.pointerId) return;
    this.from = null;
    if (this.sheet.carried?.by !== 'pointer') return;
    this.justDragged = true;
    const { visit } = this.sheet.carried;
    if (from.by !== 'edge' && isOverTray(event)) {
      this.sheet.cancelCarry();
      this.onpark(visit);
      return;
    }
    // The last moves before it are not always told while the window is busy: it goes where it was let go of.
    this.carryUnder(event, from.by === 'edge');
    void this.sheet.drop(this.ondrop);
  }

  /** Puts it back: Escape, or the system took the pointer away. */
  cancel(): void {
    if (this.sheet.carried?.by === 'pointer') {
      this.justDragged = true;
      this.sheet.cancelCarry();
    }
    this.from = null;
  }

  /** Whether the click that follows a drag is no click. */
  swallowClick(): boolean {
    const swallow = this.justDragged;
    this.justDragged = false;
    return swallow;
  }

  /** The column and minute under a point of the window. */
  private place(x: number, y: number): { column: number; minute: number } | null {
    const bodies = [...(this.scroller()?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    if (bodies.length === 0) return null;
    const rects = bodies.map((body) => body.getBoundingClientRect());
    const distance = (rect: DOMRect) => Math.max(rect.left - x, x - rect.right, 0);
    let column = 0;
    rects.forEach((rect, at) => {
      const best = rects[column];
      if (best && distance(rect) < distance(best)) column = at;
    });
    const rect = rects[column];
    if (!rect || rect.height === 0) return null;
    const { from, to } = this.sheet.range;
    return { column, minute: from + ((y - rect.top) / rect.height) * (to - from) };
  }

  /** Scrolls at an edge that the pointer is not on its way from: whoever takes a visit out of the tray crosses one. */
  private scrollAtEdge(event: PointerEvent): void {
    const { last } = this;
    const { clientX: x, clientY: y } = event;
    this.last = { x, y };
    const scroller = this.scroller();
    if (!scroller) return;
    const rect = scroller.getBoundingClientRect();
    const pull = (low: number, high: number, before: number, at: number) => {
      if (at < low + EDGE_PX) return at > before ? 0 : -16;
      if (at > high - EDGE_PX) return at < before ? 0 : 16;
      return 0;
    };
    scroller.scrollBy(
      pull(rect.left, rect.right, last.x, x),
      pull(rect.top, rect.bottom, last.y, y),
    );
  }
}

function isOverTray(event: PointerEvent): boolean {
  const below = document.elementFromPoint?.(event.clientX, event.clientY);
  return Boolean(below?.closest('[data-tray]'));
}
