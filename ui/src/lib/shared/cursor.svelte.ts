// Which row of a list the keys mean.

/** The row that was chosen, else the first; also when the one that was chosen is gone. */
export class Cursor {
  #chosen = $state<string | null>(null);

  readonly current = $derived.by(() => {
    const ids = this.ids();
    return this.#chosen !== null && ids.includes(this.#chosen) ? this.#chosen : (ids[0] ?? null);
  });

  /** `list` names the rows in the document; `ids` are those it can stand on, from top to bottom. */
  constructor(
    private readonly list: string,
    private readonly ids: () => readonly string[],
  ) {}

  /** A row's id in the document. */
  rowId(id: string): string {
    return `${this.list}-${id}`;
  }

  choose(id: string): void {
    this.#chosen = id;
  }

  move(by: number): void {
    const ids = this.ids();
    const at = ids.findIndex((id) => id === this.current);
    const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))];
    if (next === undefined) return;
    this.choose(next);
    const row = document.getElementById(this.rowId(next));
    row?.scrollIntoView({ block: 'nearest' });
    row?.focus();
  }
}
