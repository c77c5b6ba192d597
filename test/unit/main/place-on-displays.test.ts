import { describe, expect, it } from 'vitest';
import { placeOnDisplays } from '../../../electron/main/place-on-displays.ts';

const left = { x: 0, y: 25, width: 1440, height: 875 };
const right = { x: 1440, y: 0, width: 2560, height: 1400 };

describe('where a window opens', () => {
  it('in the usual size, placed by the system, when it was nowhere before', () => {
    expect(placeOnDisplays(undefined, [left])).toEqual({ width: 1180, height: 780 });
    expect(placeOnDisplays(undefined, [])).toEqual({ width: 1180, height: 780 });
  });

  it('where it was, on whichever display that is', () => {
    const last = { x: 1700, y: 100, width: 1000, height: 700 };
    expect(placeOnDisplays(last, [left, right])).toEqual(last);
  });

  it('in reach, when its display is not there any more', () => {
    expect(placeOnDisplays({ x: 1700, y: 100, width: 1000, height: 700 }, [left])).toEqual({ width: 1000, height: 700 });
    // Its title bar would be under the menu bar, or nothing but a corner of it on the display.
    expect(placeOnDisplays({ x: 100, y: 0, width: 1000, height: 700 }, [left])).not.toHaveProperty('y');
    expect(placeOnDisplays({ x: 1400, y: 100, width: 1000, height: 700 }, [left])).not.toHaveProperty('x');
  });

  it('no larger than the display, and never smaller than the page can be used', () => {
    expect(placeOnDisplays({ x: 0, y: 25, width: 3000, height: 2000 }, [left])).toEqual({ x: 0, y: 25, width: 1440, height: 875 });
    expect(placeOnDisplays({ x: 0, y: 25, width: 10, height: 10 }, [left])).toMatchObject({ width: 900, height: 600 });
  });
});
