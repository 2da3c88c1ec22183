/**
 * Videos and sounds of the page's own (`<video>`, `<audio>`; players in frames of others cannot be heard): `video_start` once, then `video_progress` with
 * `percent` at a quarter, half and three quarters, then `video_complete`. Counted is what was played, not where the playhead stands: who jumps to the end has seen the end,
 * and who moves it without playing has seen nothing. Another source in the same element is another video.
 */
import type { AutoModule } from '../types';
import { all, marks, on } from './watch';

const QUARTERS = 4;

export const video: AutoModule = (fl) => {
  /** Quarters that have been told of, by element; that it is there says that its source has started. */
  const told = new WeakMap<HTMLMediaElement, number>();

  function tell(type: string, media: HTMLMediaElement, percent?: number): void {
    const name = media.getAttribute('data-fl-video') || media.id || media.currentSrc.replace(/^(?!http).*|[?#].*/, '') || undefined;
    fl('track', 'video_' + type, Object.assign(marks(media, 'data-fl-video'), { name, percent, duration: isFinite(media.duration) ? Math.round(media.duration) : undefined }));
  }

  function played({ target }: { target: HTMLMediaElement }): void {
    let seconds = 0;
    for (let i = 0; i < target.played.length; i++) {
      seconds += target.played.end(i) - target.played.start(i);
    }
    if (seconds && !told.has(target)) {
      told.set(target, 0);
      tell('start', target);
    }
    // A stream that is live has no end, and no quarter of it; players stop a little short of the end.
    const quarters = isFinite(target.duration) ? Math.floor((seconds / target.duration) * QUARTERS + 0.02) : 0;
    for (let quarter = told.get(target)! + 1; quarter <= quarters; quarter++) {
      told.set(target, quarter);
      quarter < QUARTERS ? tell('progress', target, (quarter * 100) / QUARTERS) : tell('complete', target);
    }
  }

  return all([on(document, 'timeupdate', played), on(document, 'ended', played), on(document, 'emptied', ({ target }) => told.delete(target))]);
};
