"""Writes goldens.json: the loss of each example and the gradient of their sum, as defined in Keras 2.13, in NumPy float64.

Gradients are closed forms, none is a finite difference. Run it in this folder: python3 goldens.py
"""
import json

import numpy as np

EPSILON = 1e-7
rng = np.random.default_rng(20240301)


def softmax(z):
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def log_softmax(z):
    m = z.max(-1, keepdims=True)
    return z - m - np.log(np.exp(z - m).sum(-1, keepdims=True))


def sigmoid(x):
    e = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, e) / (1 + e)


def inside(p):
    """True where clipping passes the gradient."""
    return (p >= EPSILON) & (p <= 1 - EPSILON)


def sparse(y, p, from_logits=False, ignore_class=None):
    y = y.reshape(p.shape[:-1])
    kept = np.ones(y.shape) if ignore_class is None else (y != ignore_class) * 1.0
    hot = np.eye(p.shape[-1])[np.where(kept == 1, y, 0)]
    z = p if from_logits else np.log(np.clip(p, EPSILON, 1 - EPSILON))
    values = -(hot * log_softmax(z)).sum(-1) * kept
    gradient = (softmax(z) - hot) * kept[..., None]
    if not from_logits:
        gradient = gradient * inside(p) / np.clip(p, EPSILON, 1 - EPSILON)
    return values, gradient


def categorical(y, p, from_logits=False, label_smoothing=0):
    y = y * (1 - label_smoothing) + label_smoothing / y.shape[-1]
    if from_logits:
        return -(y * log_softmax(p)).sum(-1), softmax(p) * y.sum(-1, keepdims=True) - y
    total = p.sum(-1, keepdims=True)
    q = p / total
    g = -y * inside(q) / np.clip(q, EPSILON, 1 - EPSILON)
    return -(y * np.log(np.clip(q, EPSILON, 1 - EPSILON))).sum(-1), (g - (g * q).sum(-1, keepdims=True)) / total


def last_axis(values, gradient):
    return (values, gradient) if values.ndim < 2 else (values.mean(-1), gradient / values.shape[-1])


def binary(y, p, from_logits=False, label_smoothing=0):
    y = y.reshape(p.shape) * (1 - label_smoothing) + label_smoothing / 2
    if from_logits:
        return last_axis(np.maximum(p, 0) - p * y + np.log1p(np.exp(-np.abs(p))), sigmoid(p) - y)
    q = np.clip(p, EPSILON, 1 - EPSILON)
    values = -(y * np.log(q + EPSILON) + (1 - y) * np.log(1 - q + EPSILON))
    return last_axis(values, inside(p) * ((1 - y) / (1 - q + EPSILON) - y / (q + EPSILON)))


def squared(y, p):
    d = p - y.reshape(p.shape)
    return last_axis(d**2, 2 * d)


def absolute(y, p):
    d = p - y.reshape(p.shape)
    return last_axis(np.abs(d), np.sign(d))


def huber(y, p, delta=1.0):
    d = p - y.reshape(p.shape)
    values = np.where(np.abs(d) <= delta, 0.5 * d**2, delta * np.abs(d) - 0.5 * delta**2)
    return last_axis(values, np.clip(d, -delta, delta))


def hinge(y, p):
    y = np.where(y == 0, -1, y.reshape(p.shape))
    margin = 1 - y * p
    return last_axis(np.maximum(margin, 0), np.where(margin > 0, -y, 0.0))


def poisson(y, p):
    y = y.reshape(p.shape)
    return last_axis(p - y * np.log(p + EPSILON), 1 - y / (p + EPSILON))


def divergence(y, p):
    y = np.clip(y, EPSILON, 1)
    q = np.clip(p, EPSILON, 1)
    return (y * np.log(y / q)).sum(-1), np.where(p == q, -y / q, 0.0)


def cosine(y, p):
    length = np.sqrt((p**2).sum(-1, keepdims=True))
    u, v = y / np.sqrt((y**2).sum(-1, keepdims=True)), p / length
    similarity = (u * v).sum(-1, keepdims=True)
    return -similarity[..., 0], (similarity * v - u) / length


def binary_focal(y, p, from_logits=False, label_smoothing=0, alpha=0.25, gamma=2.0, apply_class_balancing=False):
    y = y.reshape(p.shape) * (1 - label_smoothing) + label_smoothing / 2
    if from_logits:
        s, slope = sigmoid(p), sigmoid(p) * (1 - sigmoid(p))
        crossentropy, by_prediction = np.maximum(p, 0) - p * y + np.log1p(np.exp(-np.abs(p))), s - y
    else:
        s, slope, q = p, 1.0, np.clip(p, EPSILON, 1 - EPSILON)
        crossentropy = -(y * np.log(q + EPSILON) + (1 - y) * np.log(1 - q + EPSILON))
        by_prediction = inside(p) * ((1 - y) / (1 - q + EPSILON) - y / (q + EPSILON))
    wrong = 1 - (y * s + (1 - y) * (1 - s))
    weight = y * alpha + (1 - y) * (1 - alpha) if apply_class_balancing else 1.0
    by_factor = gamma * wrong ** (gamma - 1) * (1 - 2 * y) * slope
    return last_axis(
        weight * wrong**gamma * crossentropy, weight * (by_factor * crossentropy + wrong**gamma * by_prediction)
    )


def categorical_focal(y, p, from_logits=False, label_smoothing=0, alpha=0.25, gamma=2.0):
    y = y * (1 - label_smoothing) + label_smoothing / y.shape[-1]
    s = softmax(p) if from_logits else p
    total = s.sum(-1, keepdims=True)
    q = s / total
    c = np.clip(q, EPSILON, 1 - EPSILON)
    values = (-alpha * (1 - c) ** gamma * y * np.log(c)).sum(-1)
    g = alpha * y * (gamma * (1 - c) ** (gamma - 1) * np.log(c) - (1 - c) ** gamma / c) * inside(q)
    g = g - (g * q).sum(-1, keepdims=True)
    return values, g * q if from_logits else g / total


FUNCTIONS = {
    "SparseCategoricalCrossentropy": sparse,
    "CategoricalCrossentropy": categorical,
    "BinaryCrossentropy": binary,
    "MeanSquaredError": squared,
    "MeanAbsoluteError": absolute,
    "Huber": huber,
    "Hinge": hinge,
    "Poisson": poisson,
    "KLDivergence": divergence,
    "CosineSimilarity": cosine,
    "BinaryFocalCrossentropy": binary_focal,
    "CategoricalFocalCrossentropy": categorical_focal,
}

logits = rng.normal(size=(5, 4)) * 3
probabilities = np.round(rng.uniform(0.02, 0.98, size=(5, 4)), 3)
classes = np.array([0, 3, 1, 1, 2])
one_hot = np.eye(4)[classes]
soft = softmax(rng.normal(size=(5, 4)))
yes_no = (rng.uniform(size=(5, 4)) < 0.5) * 1.0
large = np.array([[1000.0, 0.0, -1000.0], [-500.0, 500.0, 0.0]])
column = rng.normal(size=(5, 1))

CASES = [
    ("SparseCategoricalCrossentropy", {"from_logits": True}, classes, logits),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, classes.reshape(5, 1), logits),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, np.array([0, 1]), large),
    ("SparseCategoricalCrossentropy", {"from_logits": True}, np.array([[0, 2], [1, 1]]), rng.normal(size=(2, 2, 3))),
    ("SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": -1}, np.array([0, -1, 1, -1, 2]), logits),
    ("SparseCategoricalCrossentropy", {"from_logits": True, "ignore_class": 1}, classes, logits),
    ("SparseCategoricalCrossentropy", {}, classes, probabilities),
    ("SparseCategoricalCrossentropy", {}, np.array([0, 1]), np.array([[0.0, 1.0], [0.25, 0.5]])),
    ("CategoricalCrossentropy", {"from_logits": True}, one_hot, logits),
    ("CategoricalCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, one_hot, logits),
    ("CategoricalCrossentropy", {"from_logits": True}, soft, logits),
    ("CategoricalCrossentropy", {}, one_hot, probabilities),
    ("CategoricalCrossentropy", {"label_smoothing": 0.2}, one_hot, probabilities),
    ("BinaryCrossentropy", {"from_logits": True}, yes_no, logits),
    ("BinaryCrossentropy", {"from_logits": True}, yes_no + 0.05 * rng.uniform(size=(5, 4)), logits),
    ("BinaryCrossentropy", {"from_logits": True, "label_smoothing": 0.1}, yes_no, logits),
    ("BinaryCrossentropy", {"from_logits": True}, np.array([0.0, 1.0, 0.3]), np.zeros((3, 1))),
    ("BinaryCrossentropy", {"from_logits": True}, np.array([0.0, 1.0, 1.0]), np.array([-800.0, 800.0, -800.0])),
    ("BinaryCrossentropy", {}, yes_no, probabilities),
    ("BinaryCrossentropy", {}, np.array([[1.0, 0.0]]), np.array([[0.0, 0.5]])),
    ("BinaryCrossentropy", {"label_smoothing": 0.1}, yes_no, probabilities),
    ("MeanSquaredError", {}, yes_no, logits),
    ("MeanSquaredError", {}, np.arange(5.0), column),
    ("MeanSquaredError", {}, np.arange(5.0).reshape(5, 1), column.reshape(5)),
    ("MeanAbsoluteError", {}, yes_no, logits),
    ("MeanAbsoluteError", {}, np.arange(5.0), column),
    ("Huber", {}, yes_no, logits),
    ("Huber", {"delta": 0.3}, np.arange(5.0), column),
    ("Hinge", {}, yes_no, logits),
    ("Hinge", {}, 2 * yes_no - 1, logits),
    ("Poisson", {}, np.arange(20.0).reshape(5, 4), probabilities * 10),
    ("KLDivergence", {}, soft, probabilities),
    ("KLDivergence", {}, one_hot, probabilities),
    ("CosineSimilarity", {}, soft, logits),
    ("BinaryFocalCrossentropy", {"from_logits": True}, yes_no, logits),
    ("BinaryFocalCrossentropy", {"from_logits": True, "gamma": 0.5, "label_smoothing": 0.1}, yes_no, logits),
    ("BinaryFocalCrossentropy", {"apply_class_balancing": True, "alpha": 0.3}, yes_no, probabilities),
    ("CategoricalFocalCrossentropy", {"from_logits": True}, one_hot, logits),
    ("CategoricalFocalCrossentropy", {}, one_hot, probabilities),
    ("CategoricalFocalCrossentropy", {"alpha": 0.7, "gamma": 3.0, "label_smoothing": 0.1}, one_hot, probabilities),
]


def check(kind, settings, labels, predictions, step=1e-6):
    """Compares the closed form of a gradient with finite differences along each prediction."""
    values, gradient = FUNCTIONS[kind](labels, predictions, **settings)
    for at in np.ndindex(predictions.shape):
        moved = [predictions.copy(), predictions.copy()]
        moved[0][at] += step
        moved[1][at] -= step
        up, down = (FUNCTIONS[kind](labels, p, **settings)[0].sum() for p in moved)
        assert abs((up - down) / (2 * step) - gradient[at]) < 1e-6 * (1 + abs(gradient[at])), (kind, settings, at)


def tensor(array):
    return {"shape": list(array.shape), "values": array.ravel().tolist()}


def case(kind, settings, labels, predictions):
    values, gradient = FUNCTIONS[kind](labels, predictions, **settings)
    assert gradient.shape == predictions.shape
    return {
        "config": {"kind": kind, **settings},
        "labels": tensor(labels),
        "predictions": tensor(predictions),
        "per_example": tensor(values),
        "gradient": tensor(gradient),
    }


assert np.allclose(
    categorical_focal(np.array([[0, 1, 0], [0, 0, 1]]), np.array([[0.05, 0.9, 0.05], [0.1, 0.85, 0.05]]))[0],
    [2.63401289e-04, 6.75912094e-01],  # Keras' own example
)
for kind, *rest in CASES:
    if kind in ("Huber", "Hinge", "Poisson", "KLDivergence", "CosineSimilarity") or "Focal" in kind:
        check(kind, *rest)

with open("goldens.json", "w") as out:
    out.write("[" + ",\n ".join(json.dumps(case(*c)) for c in CASES) + "]\n")
