#!/usr/bin/env bash
# run.sh p1 WORKLOAD: the peer that Kindling is compared with. TensorFlow's static graph (as tf.function builds it) on the same workloads, with
# 2 threads and the full Fashion-MNIST; prints one line of JSON. WORKLOAD: mlp | mlp_eval | cnn | gan | sgemm | bf16gemm
# Needs JDK 17, Maven and the Debian package dataset-fashion-mnist (or PEERS_DATA=folder of its .gz files). Builds in a cache folder.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] && [ "$1" = p1 ] || { sed -n 2,4p "$0" >&2; exit 2; }
work=$2; shift 2
build=${PEERS_BUILD:-${XDG_CACHE_HOME:-$HOME/.cache}/kindling-peers}
mkdir -p "$build" && cp -r "$here/common" "$here/p1-tensorflow" "$build/"
images=train-images-idx3-ubyte.gz
data=$(readlink -m -- "${PEERS_DATA:-$(dirname "$(dpkg -L dataset-fashion-mnist 2>/dev/null | grep "$images" || echo "no/$images")")}")
[ -f "$data/$images" ] || { echo "run.sh: Cannot find $images in $data: install dataset-fashion-mnist, or set PEERS_DATA." >&2; exit 3; }
cd "$build/p1-tensorflow"
if [ ! -f target/built ] || [ -n "$(find "$here" -newer target/built \( -name '*.java' -o -name pom.xml \) -print -quit)" ]; then
  mkdir -p target && mvn -B -q compile dependency:build-classpath -Dmdep.outputFile=target/cp.txt 1>&2 && touch target/built
fi
opens="--add-exports=java.base/sun.nio.ch=ALL-UNNAMED --add-opens=java.base/java.nio=ALL-UNNAMED"
exec java -Xmx4g -Xms1g ${JAVA_OPTS:-} $opens -Dpeers.data="$data" -cp "target/classes:$(cat target/cp.txt)" peers.tf.TfBench "$work" "$@"
