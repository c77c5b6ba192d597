/**
 * README.txt of a vault: how to get everything out with two ordinary programs and a shell. A test runs the commands between
 * the lines of dashes word for word, so a change here that breaks them does not land.
 */
export const recipeStart = '----- 8< ----- commands ----- 8< -----';
export const recipeEnd = '----- >8 ----- end of commands ----- >8 -----';

export function readmeText(app: string): string {
  // Characters a terminal might act on have no place in a text file that people open in fear.
  const name = app.replace(/[^\p{L}\p{N} ._()&'+-]/gu, '').slice(0, 80);
  return `Backups of “${name}”, made by Holdfast
=====================================================================

This folder holds encrypted backups of your app's data. You do not need
Holdfast to read them. You need:

  1. your recovery key: the line that begins with AGE-SECRET-KEY-1
  2. two free programs:  age   (https://age-encryption.org)
                         zstd  (https://facebook.github.io/zstd)
     Debian, Ubuntu:     apt install age zstd
     Mac (Homebrew):     brew install age zstd
     Windows:            both are available in WSL (Ubuntu)

Never put the recovery key into this folder.

What is what
------------
  snapshots/    one file per backup; its name says when and why
  segments/     the records, packed and encrypted
  directories/  which record pack lies where
  files/        uploaded files (pictures, PDFs ...)
  vault.json    a description of this folder; not secret
  open-these-backups.holdfast
                double-click it where Holdfast is installed

Everything of one backup, as plain files
----------------------------------------
Save your recovery key in a file, say key.txt, outside this folder. Open a
terminal in this folder and say which key, which backup (a name from
snapshots/ without .age) and where to put the result:

  export KEY=$HOME/key.txt
  export BACKUP=$(ls snapshots | sort | tail -n 1 | sed 's/\\.age$//')
  export OUT=$HOME/restored

Then paste these commands:

${recipeStart}
sh -eu <<'END'
mkdir -p "$OUT/files"
rm -f "$OUT/NOT-WHOLE.txt"
open() { age -d -i "$KEY" "$1" | zstd -dq; }
for d in directories/*.age; do [ ! -e "$d" ] || open "$d"; done > "$OUT/.places"
open "snapshots/$BACKUP.age" > "$OUT/manifest.json"
# chunk ID: finds where the pack lies and prints its lines
chunk() {
  set -- $(grep -F "{\\"chunk\\":\\"$1\\"" "$OUT/.places" | tail -n 1 |
    sed 's/.*"segment":"\\([0-9a-f]*\\)","offset":\\([0-9]*\\),"length":\\([0-9]*\\).*/\\1 \\2 \\3/')
  [ $# -eq 3 ] || return 0
  age -d -i "$KEY" "segments/$(printf %s "$1" | cut -c1-2)/$1.age" |
    tail -c "+$(($2 + 1))" | head -c "$3" | zstd -dq
}
# table LINE: the line of the manifest names the index; the index names the packs
table() {
  for i in $(printf '%s\\n' "$1" | sed 's/.*"index":\\[\\([^]]*\\)\\].*/\\1/' | tr -d '"' | tr ',' ' '); do
    chunk "$i"
  done | sed -n 's/^{"chunk":"\\([0-9a-f]*\\)".*/\\1/p' | while read -r c; do chunk "$c"; done
}
# save LINE FILE: a table as a file, and whether it has as many lines as it must
save() {
  table "$1" > "$OUT/$2"
  want=$(printf '%s\\n' "$1" | sed 's/.*"records":\\([0-9]*\\),.*/\\1/')
  got=$(($(wc -l < "$OUT/$2")))
  [ "$got" = "$want" ] || echo "$2: $got of $want records" >> "$OUT/NOT-WHOLE.txt"
}
n=0
grep '^{"name":' "$OUT/manifest.json" | while read -r line; do
  n=$((n + 1))
  name=$(printf '%s\\n' "$line" | sed 's/^{"name":"\\([A-Za-z0-9 _-]*\\)".*/\\1/;t
s/.*/table/')
  save "$line" "$n-$name.jsonl"
done
for part in schema config files; do
  save "$(grep "^\\"$part\\":" "$OUT/manifest.json")" "_$part.jsonl"
done
sed -n 's/.*"file":"\\([0-9a-f]*\\)".*/\\1/p' "$OUT/_files.jsonl" | sort -u | while read -r f; do
  age -d -i "$KEY" "files/$(printf %s "$f" | cut -c1-2)/$f.age" > "$OUT/files/$f" ||
    echo "files/$f" >> "$OUT/NOT-WHOLE.txt"
done
rm "$OUT/.places"
if [ -e "$OUT/NOT-WHOLE.txt" ]; then echo "Not everything could be read:"; cat "$OUT/NOT-WHOLE.txt"; exit 1; fi
echo "Everything is in $OUT"
END
${recipeEnd}

Each table is now a file of JSON Lines: one record per line. manifest.json
says which number is which table and how many records it must have;
_files.jsonl says which uploaded file is which.

If directories/ is lost
-----------------------
Every segment describes itself. This prints every record of every backup:

  for s in segments/*/*.age; do age -d -i "$KEY" "$s" | zstd -dq; done
`;
}
