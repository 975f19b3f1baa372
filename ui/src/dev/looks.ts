/** Placeholder of the stand-in. */
export function startStandIn(): void {
  console.info('looks');
}
