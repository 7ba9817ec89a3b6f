import type { Position, Recorded } from "./envelope.ts";
import type { Loop } from "./loop.ts";
import { untilAborted } from "./until-aborted.ts";

export interface Watched<View> {
  readonly view: View;
  /** The position that the view stands at. */
  readonly position: Position;
}

/**
 * The view of one id now, and again after each change. A reader that is slower than the changes gets the last of them:
 * what is watched is the view, not its history. Ends when the signal aborts; throws what stopped the loop, and before
 * the first view as `cover` does.
 */
export async function* watchView<View>(watch: {
  readonly loop: Pick<Loop, "applied" | "cover" | "position" | "stopped">;
  /** Whether an event may have changed the view. */
  concerns(recorded: Recorded): boolean;
  read(): View;
  /** The first view is not older than this. */
  readonly from?: Position;
  readonly signal: AbortSignal;
}): AsyncGenerator<Watched<View>, void> {
  const { loop, signal } = watch;
  const ended = AbortSignal.any([signal, loop.stopped]);
  let changed = Promise.withResolvers<void>();
  // Before the first look, or a change in between would be lost.
  const stop = loop.applied((recorded) => {
    if (watch.concerns(recorded)) changed.resolve();
  });
  try {
    if (watch.from !== undefined) await loop.cover(watch.from, signal);
    while (!signal.aborted) {
      changed = Promise.withResolvers();
      yield { view: watch.read(), position: loop.position() };
      await untilAborted(changed.promise, ended);
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stop();
  }
}
