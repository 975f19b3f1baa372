import type { Action, ClinicError, SessionEnd, SessionView } from '$lib/shared/contract';
import { attempt, onOutcome } from '$lib/shared/desk';
import type { OnceId } from '$lib/shared/once';
import { unfinished } from '$lib/shared/unfinished.svelte';

const IDLE_MS = 10 * 60_000;
const TOUCH_EVERY_MS = 30_000;

/** Who is signed in at this window, and whether the desk is locked. */
class Session {
  view = $state.raw<SessionView | null>(null);
  /** Why the page is covered; nothing of it is lost. */
  covered = $state<SessionEnd | null>(null);

  private locking: Promise<unknown> = Promise.resolve();
  private lastActive = 0;
  private lastTouch = 0;
  private keptOpen = 0;

  may(action: Action): boolean {
    return this.view?.actions.includes(action) ?? false;
  }

  /** Takes up the session the shell still holds, if there is one. */
  async resume(): Promise<ClinicError | null> {
    const outcome = await attempt('users_current_session', null);
    if (!outcome.ok) return outcome.error.kind === 'signed_out' ? null : outcome.error;
    if (outcome.answer) this.begin(outcome.answer);
    return null;
  }

  async signIn(email: string, password: string): Promise<ClinicError | null> {
    const outcome = await attempt('users_sign_in', { email, password });
    if (!outcome.ok) return outcome.error;
    rememberEmail(outcome.answer.email);
    this.begin(outcome.answer);
    return null;
  }

  async unlock(password: string): Promise<ClinicError | null> {
    await this.locking;
    const outcome = await attempt('users_unlock', { password });
    if (!outcome.ok) return outcome.error;
    this.begin(outcome.answer);
    return null;
  }

  /** Changes one's own password; nothing else can be done before where somebody else set it. */
  async changePassword(
    once: OnceId,
    password: string,
    new_password: string,
  ): Promise<ClinicError | null> {
    const typed = { password, new_password };
    const request = { request_id: once.for(typed), ...typed };
    const outcome = once.settle(await attempt('users_change_password', request));
    if (!outcome.ok) return outcome.error;
    this.begin(outcome.answer);
    return null;
  }

  lock(): void {
    if (!this.view || this.covered) return;
    // The page is covered at once; the session is locked when what was typed is saved.
    this.covered = 'locked';
    this.locking = unfinished.saved(this.view.user_id).then(() => attempt('users_lock', null));
  }

  /** Holds off the idle lock for what nobody touches: a screen on the wall. Returns how to stop. */
  keepOpen(): () => void {
    this.keptOpen += 1;
    return () => {
      this.keptOpen -= 1;
      this.lastActive = Date.now();
    };
  }

  /** Ends the session here, whether or not the server can be told. What is not saved was asked about before. */
  async signOut(): Promise<void> {
    this.view = null;
    this.covered = null;
    await attempt('users_sign_out', null);
  }

  /** Watches for idleness and for the core saying that the session is over. Returns how to stop. */
  start(): () => void {
    const stopOutcomes = onOutcome((name, outcome) => {
      if (outcome.ok || outcome.error.kind !== 'signed_out' || name === 'users_sign_out') return;
      // Between two people there is no session, and nothing to cover.
      if (this.view) this.covered = outcome.error.why;
    });
    const active = () => this.active();
    const events = ['pointerdown', 'keydown', 'wheel'] as const;
    for (const event of events) addEventListener(event, active, { capture: true, passive: true });
    const clock = setInterval(() => this.checkIdle(), 5000);
    return () => {
      stopOutcomes();
      clearInterval(clock);
      for (const event of events) removeEventListener(event, active, { capture: true });
    };
  }

  private begin(view: SessionView): void {
    this.view = view;
    this.covered = view.locked ? 'locked' : null;
    this.lastActive = Date.now();
    this.lastTouch = Date.now();
  }

  private active(): void {
    if (!this.view || this.covered) return;
    const now = Date.now();
    if (this.keptOpen === 0 && now - this.lastActive >= IDLE_MS) {
      this.lock();
      return;
    }
    this.lastActive = now;
    if (now - this.lastTouch >= TOUCH_EVERY_MS) {
      this.lastTouch = now;
      void attempt('users_touch', null);
    }
  }

  private checkIdle(): void {
    if (this.keptOpen > 0) return;
    if (this.view && !this.covered && Date.now() - this.lastActive >= IDLE_MS) this.lock();
  }
}

export const session = new Session();

/** Whether it was the password: it is all that is asked of somebody who is known. */
export function isWrongPassword(error: ClinicError | null): boolean {
  return error?.kind === 'refused' && error.refusal.code === 'wrong_credentials';
}

const REMEMBERED = 'clinic-desk.last-emails';

/** The e-mails that signed in here last, the latest first. Never a password. */
export function lastEmails(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(REMEMBERED) ?? '[]');
    return Array.isArray(kept) ? kept.filter((email) => typeof email === 'string').slice(0, 4) : [];
  } catch {
    return [];
  }
}

function rememberEmail(email: string): void {
  const kept = [email, ...lastEmails().filter((other) => other !== email)].slice(0, 4);
  try {
    localStorage.setItem(REMEMBERED, JSON.stringify(kept));
  } catch {
    // A full or forbidden storage only costs a convenience.
  }
}
