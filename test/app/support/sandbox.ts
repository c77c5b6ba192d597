import { readFileSync, readdirSync } from 'node:fs';

/** Of a process on Linux, as the kernel says: whether its system calls are filtered, and it can gain no rights any more. */
export interface Confinement {
  readonly filtered: boolean;
  readonly noNewRights: boolean;
}

/** Of each process with a page that a program started, or that one of those did. Linux alone. */
export function confinementOfPages(program: number): readonly Confinement[] {
  return descendants(program).flatMap((pid) => {
    const [kind, status] = [read(pid, 'cmdline'), read(pid, 'status')];
    if (!kind.includes('--type=renderer')) return [];
    return [{ filtered: /^Seccomp:\s*2$/m.test(status), noNewRights: /^NoNewPrivs:\s*1$/m.test(status) }];
  });
}

function descendants(of: number): readonly number[] {
  const parents = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((name) => ({ pid: Number(name), parent: Number(/^PPid:\s*(\d+)$/m.exec(read(Number(name), 'status'))?.[1]) }));
  const under = (pid: number): readonly number[] => parents.flatMap((each) => (each.parent === pid ? [each.pid, ...under(each.pid)] : []));
  return under(of);
}

/** Nothing of a process that has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
