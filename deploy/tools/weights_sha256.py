#!/usr/bin/env python3
"""Recomputes weights_sha256 from a saved model folder, without Kindling and with only Python's standard library.

usage: weights_sha256.py MODEL_FOLDER

The digest is the SHA-256 over the weights of all models, trainable or not, as little-endian float32. Models and layers are
in the order of model.json, the weights of a layer in the order of weights.safetensors.
"""

import array
import hashlib
import json
import pathlib
import struct
import sys


def layer_paths(description, path, known):
    """Returns the paths of a model's layers in order, including the layers of nested models. A shared layer refers to its path."""
    if "shared" in description:
        return known[description["shared"]]
    if description["kind"] in ("Sequential", "Functional"):
        paths = []
        for layer in description["config"]["layers"]:
            paths += layer_paths(layer, path + "/" + layer.get("name", ""), known)
    else:
        paths = [path + "/"]
    known[path] = paths
    return paths


def float32(dtype, data):
    if dtype == "F32":
        return data
    if dtype == "F64":
        values = struct.unpack("<%dd" % (len(data) // 8), data)
        return struct.pack("<%df" % len(values), *array.array("f", values))
    raise SystemExit("Invalid type of a weight: %s (F32 or F64)" % dtype)


def main(folder):
    folder = pathlib.Path(folder)
    models = json.loads((folder / "model.json").read_text(encoding="utf-8"))["content"]["models"]
    stored = (folder / "weights.safetensors").read_bytes()
    (header_bytes,) = struct.unpack_from("<Q", stored)
    header = json.loads(stored[8 : 8 + header_bytes])
    data = stored[8 + header_bytes :]
    header.pop("__metadata__", None)
    stored_weights = sorted(header.items(), key=lambda named: named[1]["data_offsets"])

    digest = hashlib.sha256()
    known = {}
    layers = set()
    for name, description in models.items():
        for path in dict.fromkeys(layer_paths(description, name, known)):
            layers.add(path)
            for _, entry in [named for named in stored_weights if named[0].startswith(path)]:
                begin, end = entry["data_offsets"]
                digest.update(float32(entry["dtype"], data[begin:end]))
    left = [named for named in stored_weights if not any(named[0].startswith(path) for path in layers)]
    if left:
        raise SystemExit("Cannot compute the digest: no layer has the weights " + ", ".join(weight for weight, _ in left))
    print(digest.hexdigest())


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
