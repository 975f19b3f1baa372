import type { FeedWatch, Wall } from '$lib/shared/contract';
import { connection } from '$lib/shared/connection.svelte';
import { attempt } from '$lib/shared/desk';
import { Rereading } from '$lib/shared/rereading.svelte';
import { dateOf, localOfInstant } from '$lib/shared/times';
import { directory } from '$lib/doctors/directory.svelte';
import { session } from '$lib/users/session.svelte';

/** A call leaves the wall by itself: it is read again this often. */
const AGAIN_MS = 20_000;
/** The session of a wall screen is used by nobody and must not lock: the shell is told that someone is there. */
const AWAKE_MS = 60_000;

/** The waiting room's wall: it covers the window, and only the password brings the desk back. */
class WallScreen extends Rereading {
  shown = $state(false);
  view = $state.raw<Wall | null>(null);
  private locationId = $state('');

  readonly zone = $derived(directory.zoneOf(this.locationId));
  readonly place = $derived(
    directory.locations.find((location) => location.id === this.locationId)?.name ?? '',
  );

  show(locationId: string): void {
    this.locationId = locationId;
    this.view = null;
    this.shown = true;
    // A browser that cannot shows it in the window.
    void document.documentElement.requestFullscreen?.().catch(() => undefined);
  }

  /** Leaves by way of the lock: whoever knows the password goes on. */
  leave(): void {
    session.lock();
    this.close();
  }

  close(): void {
    this.shown = false;
    this.view = null;
    if (document.fullscreenElement) void document.exitFullscreen?.().catch(() => undefined);
  }

  /** Starts reading, and following what changes. Returns how to stop. */
  start(): () => void {
    void this.load();
    const stopChanges = connection.onChange(() => void this.load());
    const again = setInterval(() => void this.load(), AGAIN_MS);
    const tick = setInterval(() => this.tick(), 5000);
    const awake = setInterval(() => void attempt('users_touch', null), AWAKE_MS);
    const release = session.keepOpen();
    // Of a screen that is full the window itself takes the Escape, and the page hears only that it is full no longer.
    const fullNoLonger = () => {
      if (this.shown && !document.fullscreenElement) this.leave();
    };
    document.addEventListener('fullscreenchange', fullNoLonger);
    return () => {
      stopChanges();
      document.removeEventListener('fullscreenchange', fullNoLonger);
      for (const timer of [again, tick, awake]) clearInterval(timer);
      release();
    };
  }

  watch(): Partial<FeedWatch> {
    const today = dateOf(localOfInstant(this.now, this.zone));
    return {
      resource_ids: directory.activeDoctors.map((doctor) => doctor.resource_id),
      from_on: today,
      to_on: today,
      topics: ['clinic'],
    };
  }

  async load(): Promise<void> {
    const asking = attempt('appointments_wall', { location_id: this.locationId || null });
    const answer = await this.reread(asking);
    if (answer && this.shown) this.view = answer;
  }
}

export const wall = new WallScreen();
