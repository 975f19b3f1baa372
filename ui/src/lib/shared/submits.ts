/** What a form does when it is submitted: this, in place of leaving the page. */
export function submits(run: () => unknown): (event: SubmitEvent) => void {
  return (event) => {
    event.preventDefault();
    run();
  };
}
