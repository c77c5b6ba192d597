export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const minimumSize = { width: 900, height: 600 } as const;
const usualSize = { width: 1180, height: 780 } as const;
/** So much of the title bar must be in reach to move a window. */
const grip = { width: 120, height: 40 } as const;

/**
 * Where a window opens: where it was, if its title bar can be reached on a display there is now, and never larger than that
 * display; else centred by the system (no x and y) in the usual size. `areas`: what each display has free, the first one first.
 */
export function placeOnDisplays(last: Rectangle | undefined, areas: readonly Rectangle[]): Partial<Rectangle> & Pick<Rectangle, 'width' | 'height'> {
  const area = last === undefined ? undefined : areas.find((each) => reaches(last, each));
  if (last === undefined || area === undefined) return fit(last ?? { x: 0, y: 0, ...usualSize }, areas[0]);
  return { x: last.x, y: last.y, ...fit(last, area) };
}

function fit(wanted: Rectangle, area: Rectangle | undefined): { readonly width: number; readonly height: number } {
  const within = (size: number, least: number, most: number): number => Math.max(least, Math.min(size, most));
  return {
    width: within(wanted.width, minimumSize.width, area?.width ?? wanted.width),
    height: within(wanted.height, minimumSize.height, area?.height ?? wanted.height),
  };
}

function reaches(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  return width >= grip.width && window.y >= area.y && window.y + grip.height <= area.y + area.height;
}
