#!/usr/bin/env bash
# Makes the pictures in this folder, and figures.txt: the classifier's accuracy, and how many classes the generated images show.
# make.sh DATA [EPOCHS [OUTPUT]]: a folder of IDX files; epochs of the GAN, 10 by default; the folder for the runs, which are overwritten.
set -euo pipefail

here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
kindling=$here/../../bin/kindling
data=${1:?give a folder of IDX files: make.sh DATA [EPOCHS [OUTPUT]]}
epochs=${2:-10}
output=${3:-runs/gallery}
images=1000

"$kindling" train cnn --data "$data" --epochs 3 --output "$output/cnn" --overwrite
"$kindling" train gan --data "$data" --beta-1 0.5 --epochs "$epochs" --output "$output/gan" --overwrite

"$kindling" evaluate --model "$output/cnn/model" --split test --confusion-matrix "$here/confusion-matrix.png" >"$output/evaluation.txt"
"$kindling" generate --model "$output/gan/model" --count 100 --output "$output/grid" --overwrite
cp "$output/grid/grid.png" "$here/samples.png"
cp "$output/gan/curves.png" "$here/losses.png"

# For how many images the classifier predicts each class; a class is shown if it has at least 2 % of them.
classes() {
  local name=$1
  shift
  "$kindling" generate --model "$output/gan/model" --count "$images" --seed 7 --table --output "$output/$name" --overwrite "$@" >&2
  "$kindling" predict --model "$output/cnn/model" --data "$output/$name/images.jsonl" \
    --output "$output/$name-classes" --output-format json --overwrite >&2
  cat "$output/$name-classes"/part-* | grep -o '"predicted":[0-9]*' | cut -d: -f2 |
    awk -v name="$name" -v images="$images" '
      { count[$1]++ }
      END {
        for (class = 0; class < 10; class++) { line = line sprintf("%6d", count[class]); shown += count[class] >= images * 0.02 }
        printf "%-10s%s   %d of 10\n", name, line, shown
      }'
}

{
  echo "train cnn, 3 epochs: $(awk '$1 == "accuracy" { print $2 }' "$output/evaluation.txt") of the test rows are classified correctly."
  echo "train gan, epochs: $epochs. How many of $images images are predicted as each class, and how many classes have 2 % or more:"
  echo "               0     1     2     3     4     5     6     7     8     9   classes"
  classes trained
  classes untrained --untrained
} | tee "$here/figures.txt"
