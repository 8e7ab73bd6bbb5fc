#!/bin/sh
# Trains bogofilter on one list and scores another, for comparison: bogofilter.sh ROOT TRAIN.tsv TEST.tsv > scores.tsv
# Each line is "path<TAB>score", as "mailweir spam score" prints it. Installs Debian's package where it is missing.
set -eu
root=$1 train=$2 test=$3
command -v bogofilter >/dev/null || apt-get install -y --no-install-recommends bogofilter-sqlite >&2
words=$(mktemp -d)
trap 'rm -r "$words"' EXIT
sed -n 's/^spam\t//p' "$train" | (cd "$root" && bogofilter -d "$words" -s -b)
sed -n 's/^ham\t//p' "$train" | (cd "$root" && bogofilter -d "$words" -n -b)
cut -f2 "$test" | (cd "$root" && bogofilter -d "$words" -v -b --terse-format='%A %6f' -T) |
  awk '{ score = $NF; path = $1; print path "\t" score }'
