import { execFile } from 'node:child_process';
import { meteredByNetworkManager, meteredByWindows, networkManagerQuestion, windowsQuestion } from './metered-words.ts';

/** A program that is asked. @returns what it wrote; undefined where it is not there, fails, or says nothing in time */
export type Ask = (program: string, args: readonly string[], onAnswer: (text: string | undefined) => void) => void;

interface Asked {
  readonly program: string;
  readonly args: readonly string[];
  readonly read: (text: string) => boolean | undefined;
  /** How long an answer is good for, in milliseconds: starting a shell on Windows is no small thing. */
  readonly goodMs: number;
}

const minuteMs = 60_000;
/** A system that did not answer is asked again no sooner. */
const silentMs = 30 * minuteMs;
const patienceMs = 5_000;

function askedOn(platform: NodeJS.Platform): Asked | undefined {
  if (platform === 'linux') return { program: 'nmcli', args: networkManagerQuestion, read: meteredByNetworkManager, goodMs: minuteMs };
  if (platform === 'win32') return { program: 'powershell.exe', args: windowsQuestion, read: meteredByWindows, goodMs: 5 * minuteMs };
  // macOS tells only programs that go over the network with its own library.
  return undefined;
}

/**
 * Says at once what the system said last of the connection, and asks it anew in the background when that is old. Until it has answered, and where it cannot be asked,
 * undefined: that holds nothing back.
 */
export function meteredConnection(platform: NodeJS.Platform, ask: Ask, monotonic: () => number): () => boolean | undefined {
  const asked = askedOn(platform);
  let known: boolean | undefined;
  let nextAt = Number.NEGATIVE_INFINITY;
  let isAsking = false;
  return () => {
    if (asked === undefined || isAsking || monotonic() < nextAt) return known;
    isAsking = true;
    ask(asked.program, asked.args, (text) => {
      isAsking = false;
      known = text === undefined ? undefined : asked.read(text);
      nextAt = monotonic() + (text === undefined ? silentMs : asked.goodMs);
    });
    return known;
  };
}

/** Really starts the program, without a shell, for five seconds at most. Nothing waits for it, the end of this process neither. */
export const askSystem: Ask = (program, args, onAnswer) => {
  try {
    const child = execFile(program, [...args], { timeout: patienceMs, windowsHide: true, maxBuffer: 1024 * 1024, env: { ...process.env, LC_ALL: 'C' } }, (error, stdout) => onAnswer(error === null ? stdout : undefined));
    child.unref();
  } catch {
    onAnswer(undefined);
  }
};
