// Generated from the core by `UPDATE_CONTRACT=1 cargo test --test contract`. Do not edit.

import type { OfflineCause } from './error';

export type FeedWatch = { 
/** Calendar lanes shown (`DoctorView::resource_id`), 500 at most. */
resource_ids: Array<number>, 
/** First civil date shown, `2026-11-21`; empty when no calendar is. */
from_on: string, 
/** Last civil date shown. */
to_on: string, 
/** Topics shown: `patients`, `clinic` (doctors, specialties, locations, rooms), `availability`, `users`,
 * `consultation:<id>`, `note_windows:<id>`, `chart:<patient>`.
 */
topics: Array<string>, };
export type FeedEvent = { "state": "online", 
/** Lanes of which a shown day changed. */
resource_ids: Array<number>, 
/** Topics that changed. */
topics: Array<string>, 
/** The server came back: read everything shown again. */
returned: boolean, } | { "state": "offline", 
/** Why. */
cause: OfflineCause, };
