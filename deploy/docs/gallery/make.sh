#!/usr/bin/env bash
# Makes the pictures of this folder, and classes.txt: how many classes the generated images show.
# make.sh DATA [EPOCHS [OUTPUT]]: a folder of IDX files; epochs of the GAN; where the runs go, which is emptied of earlier ones.
set -euo pipefail

here=$(cd "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
kindling=$here/../../bin/kindling
data=${1:?give a folder of IDX files: make.sh DATA [EPOCHS [OUTPUT]]}
epochs=${2:-5}
output=${3:-runs/gallery}
images=1000

"$kindling" train cnn --data "$data" --epochs 3 --output "$output/cnn" --overwrite
"$kindling" evaluate --model "$output/cnn/model" --split test --confusion-matrix "$here/confusion-matrix.png"
"$kindling" train gan --data "$data" --epochs "$epochs" --output "$output/gan" --overwrite
cp "$output/gan/curves.png" "$here/losses.png"
"$kindling" generate --model "$output/gan/model" --count 100 --output "$output/grid" --overwrite
cp "$output/grid/grid.png" "$here/samples.png"

# How many images of 1,000 the classifier takes for each class; a class is shown where it has 2 % or more of them.
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
        printf "%-12s%s   %d of 10\n", name, line, shown
      }'
}

{
  echo "Of $images generated images, how many train cnn's model takes for each class 0 to 9, and how many classes have 2 % or more:"
  classes trained
  classes untrained --untrained
  echo "GAN of $epochs epochs; kindling $("$kindling" --version | cut -d' ' -f2)."
} | tee "$here/classes.txt"
