import type { BookingRequest, Refusal } from '$lib/shared/contract';
import { attempt, freshId } from '$lib/shared/desk';

/** How long somebody stays with a time before it is held for them, milliseconds. */
const PAUSE = 500;
/** How often it is held anew while the form is open: well before two minutes are over. */
const AGAIN = 50_000;

/**
 * Keeps the chosen place for a booking while its form is open. Nobody waits for it, and whatever becomes of it, the form
 * goes on: the booking itself says whether the place is free.
 */
export class PlaceHold {
  /** Why the chosen place is not held: who has it. */
  refusal = $state.raw<Refusal | null>(null);

  private wanted: BookingRequest | null = null;
  /** The booking for which a place is held, as far as is known. */
  private held: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** One question at a time: the place asked for last is the one that is held. */
  private asking: Promise<void> = Promise.resolve();

  /** The place that the booking would take now; none when none is chosen. */
  want(booking: BookingRequest | null): void {
    if (JSON.stringify(booking) === JSON.stringify(this.wanted)) return;
    this.wanted = booking;
    this.refusal = null;
    clearTimeout(this.timer);
    if (booking) this.timer = setTimeout(() => this.ask(), PAUSE);
    else void this.giveBack();
  }

  /** The booking was made: it has the place now. */
  booked(): void {
    this.held = null;
    this.forget();
  }

  /** Gives the place back; resolves when others can have it. */
  giveBack(): Promise<void> {
    this.forget();
    this.asking = this.asking.then(() => this.release());
    return this.asking;
  }

  private forget(): void {
    clearTimeout(this.timer);
    this.wanted = null;
    this.refusal = null;
  }

  private ask(): void {
    this.asking = this.asking.then(() => this.hold());
  }

  private async hold(): Promise<void> {
    const booking = this.wanted;
    if (!booking) return;
    if (this.held !== booking.appointment_id) await this.release();
    const outcome = await attempt('appointments_hold', { request_id: freshId(), booking });
    if (outcome.ok) this.held = booking.appointment_id;
    // Something else was chosen meanwhile: its own question is on its way.
    if (booking !== this.wanted) return;
    if (!outcome.ok && outcome.error.kind === 'refused') {
      this.refusal = outcome.error.refusal;
      await this.release();
    } else {
      this.timer = setTimeout(() => this.ask(), AGAIN);
    }
  }

  private async release(): Promise<void> {
    const appointment_id = this.held;
    if (!appointment_id) return;
    this.held = null;
    await attempt('appointments_release_hold', { request_id: freshId(), appointment_id });
  }
}
