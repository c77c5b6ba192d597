/** How many records to ask for at once, so that a page is near a size that is quick to fetch and small to hold. */
export interface PageSize {
  readonly limit: number;
  /** The largest answer to take for that many. */
  readonly maxBytes: number;
  arrived(records: number, bytes: number): void;
  /** The page was larger than could be taken. False when it cannot be made smaller. */
  tooLarge(): boolean;
  /** The page could not be read; perhaps one record in it cannot. False when it is down to one already. */
  failed(): boolean;
}

const targetBytes = 4 * 1024 * 1024;
/** Beyond this a page is asked for again in smaller pieces. */
const mostBytes = 12 * 1024 * 1024;
/** One record alone may be this large: V8's longest string is about 512 MiB. */
const mostBytesOfOne = 256 * 1024 * 1024;

/** @param first asked for while nothing is known of the records' size */
export function createPageSize(first = 1000, most = 5000): PageSize {
  let limit = first;
  return {
    get limit() {
      return limit;
    },
    get maxBytes() {
      return limit === 1 ? mostBytesOfOne : mostBytes;
    },
    arrived(records, bytes) {
      if (records === 0) return;
      const fitting = Math.floor(targetBytes / (bytes / records));
      // Grows in steps: the next records may be larger than these.
      limit = Math.max(1, Math.min(fitting, limit * 4, most));
    },
    tooLarge() {
      if (limit === 1) return false;
      limit = Math.max(1, Math.floor(limit / 8));
      return true;
    },
    failed() {
      if (limit === 1) return false;
      limit = 1;
      return true;
    },
  };
}
