/** Whether the cursor stays in a field that is told to have lost it: only the window is not in front any more. */
export function isIn(field: Element | null | undefined): boolean {
  return field !== null && field !== undefined && document.activeElement === field;
}
