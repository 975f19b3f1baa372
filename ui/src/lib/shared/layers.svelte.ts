/** Dialogs that are open, the topmost last. Everything below the topmost is inert. */
class Layers {
  open = $state.raw<string[]>([]);

  add(id: string): () => void {
    this.open = [...this.open, id];
    return () => {
      this.open = this.open.filter((other) => other !== id);
    };
  }

  isTop(id: string): boolean {
    return this.open.at(-1) === id;
  }
}

export const layers = new Layers();

/** Where dialogs are put: beside the page, so that the page can be inert while they are open. */
export const DIALOGS_ID = 'dialogs';
