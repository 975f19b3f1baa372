import { freshId, type Outcome } from './desk';

/**
 * The id of a write, kept until it is known what became of it: after an offline failure the same content goes out under
 * the same id, and happens once.
 */
export class OnceId {
  private id = '';
  private content = '';

  /** The id for this content: the one before, if that one's fate is not known. */
  for(content: unknown): string {
    const text = JSON.stringify(content);
    if (this.id === '' || text !== this.content) {
      this.id = freshId();
      this.content = text;
    }
    return this.id;
  }

  /** Lets the id go, unless the outcome leaves open whether the write happened. */
  settle<T>(outcome: Outcome<T>): Outcome<T> {
    if (outcome.ok || outcome.error.kind !== 'offline') this.id = '';
    return outcome;
  }
}
