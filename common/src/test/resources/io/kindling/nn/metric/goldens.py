"""Writes goldens.json: metrics after two batches, as defined in Keras 2.13, in NumPy float64.

Run it in this folder: python3 goldens.py
"""
import json

import numpy as np

EPSILON = 1e-7
rng = np.random.default_rng(20240302)


def spread(weights, values):
    if weights is None:
        return np.ones(values.shape)
    return np.broadcast_to(weights.reshape(weights.shape[:1] + (1,) * (values.ndim - 1)), values.shape)


def mean(pairs):
    total = sum(float((v * w).sum()) for v, w in pairs)
    weight = sum(float(w.sum()) for _, w in pairs)
    return total / weight if weight else 0.0


def mean_of(function):
    def metric(batches, config):
        values = [function(y, p, config).astype(float) for y, p, _ in batches]
        return mean([(v, spread(w, v)) for v, (_, _, w) in zip(values, batches)])

    return metric


def top(classes, p, k):
    score = np.take_along_axis(p, classes[:, None], -1)
    return (p > score).sum(-1) < k


def ratio(batches, config, selects):
    hit = selected = 0.0
    for y, p, w in batches:
        if "class_id" in config:
            y, p = y[..., config["class_id"]], p[..., config["class_id"]]
        y, p = y.reshape(p.shape) > 0, p > config.get("threshold", 0.5)
        weight = spread(w, p)
        chosen = p if selects == "predicted" else y
        hit += float((weight * (y & p)).sum())
        selected += float((weight * chosen).sum())
    return hit / selected if selected else 0.0


def binary(y, p, config):
    hits = (y.reshape(p.shape) == (p > config.get("threshold", 0.5))).astype(float)
    return hits if hits.ndim < 2 else hits.mean(-1)


def area(batches, config):
    """Computes the area from the confusion matrix at each threshold, following the definition."""
    n = config.get("num_thresholds", 200)
    limits = [-EPSILON] + [i / (n - 1) for i in range(1, n - 1)] + [1 + EPSILON]
    y = np.concatenate([y.reshape(p.shape).ravel() > 0 for y, p, _ in batches])
    p = np.concatenate([p.ravel() for _, p, _ in batches])
    w = np.concatenate([spread(w, p).ravel() for _, p, w in batches])
    tp = np.array([(w * (y & (p > t))).sum() for t in limits])
    fp = np.array([(w * (~y & (p > t))).sum() for t in limits])
    yes, no = (w * y).sum(), (w * ~y).sum()
    if config.get("curve", "ROC") == "ROC":
        recall, fallout = tp / yes if yes else 0 * tp, fp / no if no else 0 * fp
        return float(((fallout[:-1] - fallout[1:]) * (recall[:-1] + recall[1:]) / 2).sum())
    p_all = tp + fp
    gained, widened = tp[:-1] - tp[1:], p_all[:-1] - p_all[1:]
    slope = np.divide(gained, widened, out=np.zeros(n - 1), where=widened > 0)
    intercept = tp[1:] - slope * p_all[1:]
    known = (p_all[:-1] > 0) & (p_all[1:] > 0)
    growth = np.divide(p_all[:-1], p_all[1:], out=np.ones(n - 1), where=known)
    return float((slope * (gained + intercept * np.log(growth))).sum() / yes)


def determination(batches, config):
    y, p, w = (np.concatenate(parts) for parts in zip(*[(y.ravel(), p.ravel(), spread(w, p).ravel()) for y, p, w in batches]))
    return 1 - float((w * (p - y) ** 2).sum() / (w * (y - (w * y).sum() / w.sum()) ** 2).sum())


def pairwise(batches, config):
    """Compares each row of a class with each other row."""
    y = np.concatenate([y.ravel() for y, _, _ in batches])
    p = np.concatenate([p for _, p, _ in batches])
    areas = []
    for c in range(config["classes"]):
        own, rest = p[y == c, c][:, None], p[y != c, c][None, :]
        if own.size and rest.size:
            areas.append(((own > rest) + (own == rest) / 2).mean())
    return float(np.mean(areas))


def calibration(batches, config):
    y = np.concatenate([y.ravel() for y, _, _ in batches])
    p = np.concatenate([p for _, p, _ in batches])
    confidence, hit, bins = p.max(-1), p.argmax(-1) == y, config.get("bins", 15)
    error = 0.0
    for b in range(bins):
        inside = (confidence > b / bins) & (confidence <= (b + 1) / bins)
        if inside.any():
            error += inside.mean() * abs(hit[inside].mean() - confidence[inside].mean())
    return float(error)


METRICS = {
    "Accuracy": mean_of(lambda y, p, c: y.reshape(p.shape) == p),
    "BinaryAccuracy": mean_of(binary),
    "CategoricalAccuracy": mean_of(lambda y, p, c: y.argmax(-1) == p.argmax(-1)),
    "SparseCategoricalAccuracy": mean_of(lambda y, p, c: y.reshape(p.shape[:-1]) == p.argmax(-1)),
    "TopKCategoricalAccuracy": mean_of(lambda y, p, c: top(y.argmax(-1), p, c.get("k", 5))),
    "SparseTopKCategoricalAccuracy": mean_of(lambda y, p, c: top(y.ravel(), p, c.get("k", 5))),
    "Precision": lambda b, c: ratio(b, c, "predicted"),
    "Recall": lambda b, c: ratio(b, c, "labelled"),
    "AUC": area,
    "MeanSquaredError": mean_of(lambda y, p, c: (p - y.reshape(p.shape)) ** 2),
    "MeanAbsoluteError": mean_of(lambda y, p, c: np.abs(p - y.reshape(p.shape))),
    "RootMeanSquaredError": lambda b, c: METRICS["MeanSquaredError"](b, c) ** 0.5,
    "R2Score": determination,
    "OneVsRestAUC": pairwise,
    "ExpectedCalibrationError": calibration,
    "ConfusionMatrix": mean_of(lambda y, p, c: y.reshape(p.shape[:-1]) == p.argmax(-1)),
}


def scores(rows, classes=7):
    """Small whole numbers, so that there are ties."""
    return rng.integers(0, 4, size=(rows, classes)) / 4


def sparse_batches(weighted=False, column=False, sizes=(8, 3)):
    batches = []
    for rows in sizes:
        y = rng.integers(0, 7, size=(rows, 1) if column else rows)
        batches.append((y, scores(rows), rng.uniform(0, 2, size=rows) if weighted else None))
    return batches


def one_hot(batches):
    return [(np.eye(7)[y.ravel()], p, w) for y, p, w in batches]


def yes_no(weighted=False, shape=()):
    batches = []
    for rows in (8, 3):
        y = rng.integers(0, 2, size=(rows,) + shape)
        p = np.round(rng.uniform(size=(rows,) + shape), 2)
        batches.append((y, p, rng.uniform(0, 2, size=rows) if weighted else None))
    return batches


def whole():
    return [(rng.integers(0, 3, size=n), rng.integers(0, 3, size=n).astype(float), None) for n in (8, 3)]


def distributions(sizes=(40, 20)):
    """Multiples of 1/64 that sum to 1, some of them equal, in different buckets if they differ."""
    batches = []
    for rows in sizes:
        p = rng.multinomial(16, np.ones(7) / 7, size=rows) * 4 / 64
        batches.append((rng.integers(0, 7, size=rows), p, None))
    return batches


CASES = [
    ("Accuracy", {}, whole()),
    ("BinaryAccuracy", {}, yes_no()),
    ("BinaryAccuracy", {"threshold": 0.3}, yes_no(weighted=True, shape=(4,))),
    ("CategoricalAccuracy", {}, one_hot(sparse_batches())),
    ("CategoricalAccuracy", {}, one_hot(sparse_batches(weighted=True))),
    ("SparseCategoricalAccuracy", {}, sparse_batches()),
    ("SparseCategoricalAccuracy", {}, sparse_batches(weighted=True, column=True)),
    ("TopKCategoricalAccuracy", {}, one_hot(sparse_batches())),
    ("TopKCategoricalAccuracy", {"k": 2}, one_hot(sparse_batches(weighted=True))),
    ("SparseTopKCategoricalAccuracy", {"k": 3}, sparse_batches(column=True)),
    ("Precision", {}, yes_no()),
    ("Precision", {"threshold": 0.2}, yes_no(weighted=True)),
    ("Precision", {}, [(np.array([1, 0]), np.array([0.1, 0.5]), None)]),
    ("Precision", {"class_id": 2}, one_hot(sparse_batches(sizes=(40, 20)))),
    ("Recall", {}, yes_no()),
    ("Recall", {"threshold": 0.2}, yes_no(weighted=True, shape=(4,))),
    ("Recall", {"class_id": 2, "threshold": 0.3}, one_hot(sparse_batches(weighted=True, sizes=(40, 20)))),
    ("ConfusionMatrix", {"classes": 7}, sparse_batches()),
    ("AUC", {}, yes_no(shape=(6,))),
    ("AUC", {"num_thresholds": 7}, yes_no(weighted=True, shape=(6,))),
    ("AUC", {"curve": "PR"}, yes_no(shape=(6,))),
    ("AUC", {"curve": "PR", "num_thresholds": 9}, yes_no(weighted=True, shape=(6,))),
    ("AUC", {}, [(np.array([1, 0, 1, 0]), np.array([0.0, 0.0, 1.0, 1.0]), None)]),
    ("AUC", {}, [(np.array([1, 1]), np.array([0.2, 0.7]), None)]),
    ("MeanSquaredError", {}, whole()),
    ("MeanSquaredError", {}, yes_no(weighted=True, shape=(4,))),
    ("MeanAbsoluteError", {}, whole()),
    ("MeanAbsoluteError", {}, yes_no(weighted=True, shape=(4,))),
    ("RootMeanSquaredError", {}, whole()),
    ("RootMeanSquaredError", {}, yes_no(weighted=True, shape=(4,))),
    ("R2Score", {}, whole()),
    ("R2Score", {}, yes_no(weighted=True, shape=(1,))),
    ("OneVsRestAUC", {"classes": 7}, distributions()),
    ("ExpectedCalibrationError", {}, distributions()),
    ("ExpectedCalibrationError", {"bins": 5}, distributions()),
]


def tensor(array):
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def batch(y, p, w):
    return {"labels": tensor(y), "predictions": tensor(p), **({} if w is None else {"weights": tensor(w)})}


def case(kind, settings, batches):
    return {
        "config": {"kind": kind, "name": kind.lower(), **settings},
        "batches": [batch(*b) for b in batches],
        "result": METRICS[kind](batches, settings),
    }


with open("goldens.json", "w") as out:
    out.write("[" + ",\n ".join(json.dumps(case(*c)) for c in CASES) + "]\n")
