/** Dialogs that are open, the topmost last. Everything below the topmost is inert. */
class Layers {
  open = $state.raw<string[]>([]);
  // While a component goes, state reads as it was before: the list is kept outside of it.
  private list: string[] = [];

  add(id: string): () => void {
    this.list = [...this.list, id];
    this.open = this.list;
    return () => {
      this.list = this.list.filter((other) => other !== id);
      this.open = this.list;
    };
  }

  isTop(id: string): boolean {
    return this.open.at(-1) === id;
  }
}

export const layers = new Layers();

/** Where dialogs are put: beside the page, so that the page can be inert while they are open. */
export const DIALOGS_ID = 'dialogs';
