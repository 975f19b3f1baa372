/** What a toast offers to do. */
export interface ToastAction {
  label: string;
  run: () => void;
}

/** A short word at the edge of the window. */
export interface Toast {
  id: number;
  tone: 'done' | 'notice' | 'problem';
  text: string;
  /** A second line: what to do next. */
  next?: string;
  action?: ToastAction;
}

const STAYS_MS = 8000;
const PROBLEM_STAYS_MS = 14_000;

class Toasts {
  shown = $state.raw<Toast[]>([]);
  private last = 0;
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>();

  /** Shows that something was done. Returns its id. */
  done(text: string, action?: ToastAction): number {
    return this.show({ tone: 'done', text, action }, STAYS_MS);
  }

  /** Shows that there was nothing to do. Returns its id. */
  notice(text: string): number {
    return this.show({ tone: 'notice', text }, STAYS_MS);
  }

  /** Shows that something was not done. Returns its id. */
  problem(text: string, next?: string, action?: ToastAction): number {
    return this.show({ tone: 'problem', text, next, action }, PROBLEM_STAYS_MS);
  }

  dismiss(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Keeps it while it is looked at. */
  hold(id: number): void {
    clearTimeout(this.timers.get(id));
  }

  /** Lets it go a little later. */
  release(id: number): void {
    this.hold(id);
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), STAYS_MS / 2),
    );
  }

  /** Keeps what is shown now. */
  holdAll(): void {
    for (const { id } of this.shown) this.hold(id);
  }

  /** Lets what is shown now go a little later. */
  releaseAll(): void {
    for (const { id } of this.shown) this.release(id);
  }

  clear(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
    this.shown = [];
  }

  private show(toast: Omit<Toast, 'id'>, stays: number): number {
    this.last += 1;
    const id = this.last;
    // The newest of its tone takes the place of the one before: a pile would cover the sheet, and what was done before
    // is still undone by Ctrl+Z.
    for (const old of this.shown.filter((shown) => shown.tone === toast.tone)) this.dismiss(old.id);
    this.shown = [...this.shown, { ...toast, id }];
    this.timers.set(
      id,
      setTimeout(() => this.dismiss(id), stays),
    );
    return id;
  }
}

export const toasts = new Toasts();
