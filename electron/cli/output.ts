import type { Style } from './terminal/style.ts';

/** The two streams of a command, and how they are written to. */
export interface Output {
  /** For what goes to stdout. */
  readonly style: Style;
  /** For what goes to stderr. */
  readonly messageStyle: Style;
  /** Results: stdout. Fulfilled once the text was handed on, or nobody reads any more. */
  print(text: string): Promise<void>;
  /** Everything else: stderr. */
  message(text: string): void;
}

export interface OutputOptions {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly style: Style;
  readonly messageStyle: Style;
  /** Takes away a progress bar that stands where text is about to be written. */
  readonly clearLine: () => void;
}

/**
 * A reader that goes away (`holdfast … | head -1`) must not stop what is under way, a backup above all: what nobody
 * reads is dropped.
 */
export function createOutput({ stdout, stderr, style, messageStyle, clearLine }: OutputOptions): Output {
  for (const stream of [stdout, stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    });
  }
  return {
    style,
    messageStyle,
    print: (text) =>
      new Promise((resolve) => {
        clearLine();
        stdout.write(text, () => resolve());
      }),
    message(text) {
      clearLine();
      stderr.write(text.endsWith('\n') ? text : `${text}\n`);
    },
  };
}

/** JSON for stdout: on one line for a program, indented for a person. Numbers kept as text (`parseJson`) come out as they were. */
export function jsonText(value: unknown, indented: boolean): string {
  return `${JSON.stringify(value, null, indented ? 2 : undefined)}\n`;
}
