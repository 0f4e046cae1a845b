"""Takes the guard of Annals' CSV off, as docs/formats.md says: unguard.py guarded.csv raw.csv"""

import csv
import re
import sys

SKIPPED = " \u00a0\u1680\u2000-\u200d\u202f\u205f\u2060\u3000\ufeff"
SIGNS = r"=+\-@\x00＝＋－＠"
WITHIN = re.compile("([;\t\r\n])'(?=['\"" + SKIPPED + "]*[" + SIGNS + "])")
BEGIN = re.compile("''*[" + SKIPPED + "]*[" + SIGNS + "\t\r\n]")


def unguard(cell):
    cell = WITHIN.sub(r"\1", cell)
    return cell[1:] if BEGIN.match(cell) else cell


csv.field_size_limit(1 << 30)
with open(sys.argv[1], newline="", encoding="utf-8") as guarded, open(sys.argv[2], "w", newline="", encoding="utf-8") as raw:
    rows = ([unguard(cell) for cell in row] for row in csv.reader(guarded, strict=True))
    csv.writer(raw, quoting=csv.QUOTE_ALL).writerows(rows)
