"""Writes goldens.json: weights after five updates of each rule, as computed by Keras 2.13, in NumPy float32.

Run it in this folder: python3 goldens.py
"""
import json

import numpy as np

F = np.float32
STEPS = 5
SHAPES = {"kernel": (3, 2), "bias": (2,)}

rng = np.random.default_rng(20240229)
START = {name: rng.normal(size=shape).astype(F) for name, shape in SHAPES.items()}
GRADIENTS = [{name: rng.normal(size=shape).astype(F) for name, shape in SHAPES.items()} for _ in range(STEPS)]


def clip(gradients, config):
    if "clipnorm" in config:
        limit = config["clipnorm"]
        norms = {n: np.sqrt(np.sum(np.square(g, dtype=np.float64))) for n, g in gradients.items()}
        return {n: (g * limit / max(norms[n], limit)).astype(F) for n, g in gradients.items()}
    if "global_clipnorm" in config:
        limit = config["global_clipnorm"]
        norm = np.sqrt(sum(np.sum(np.square(g, dtype=np.float64)) for g in gradients.values()))
        return {n: (g * limit / max(norm, limit)).astype(F) for n, g in gradients.items()}
    if "clipvalue" in config:
        return {n: np.clip(g, -F(config["clipvalue"]), F(config["clipvalue"])) for n, g in gradients.items()}
    return gradients


def sgd(w, g, s, lr, t, c):
    momentum = F(c.get("momentum", 0))
    s["m"] = s.get("m", np.zeros_like(w)) * momentum - g * lr
    return w + (s["m"] * momentum - g * lr if c.get("nesterov") else s["m"])


def adam(w, g, s, lr, t, c):
    b1, b2, eps = c.get("beta_1", 0.9), c.get("beta_2", 0.999), F(c.get("epsilon", 1e-7))
    m, v = s.get("m", np.zeros_like(w)), s.get("v", np.zeros_like(w))
    alpha = lr * np.sqrt(F(1) - F(b2) ** F(t)) / (F(1) - F(b1) ** F(t))
    s["m"] = m = m + (g - m) * F(1 - b1)
    s["v"] = v = v + (np.square(g) - v) * F(1 - b2)
    if c.get("amsgrad"):
        s["v_hat"] = v = np.maximum(s.get("v_hat", np.zeros_like(w)), v)
    return w - (m * alpha) / (np.sqrt(v) + eps)


def rmsprop(w, g, s, lr, t, c):
    rho, momentum, eps = c.get("rho", 0.9), c.get("momentum", 0), F(c.get("epsilon", 1e-7))
    s["v"] = F(rho) * s.get("v", np.zeros_like(w)) + F(1 - rho) * np.square(g)
    denominator = s["v"] + eps
    if c.get("centered"):
        s["a"] = F(rho) * s.get("a", np.zeros_like(w)) + F(1 - rho) * g
        denominator = s["v"] - np.square(s["a"]) + eps
    increment = lr * g / np.sqrt(denominator)
    if momentum > 0:
        s["m"] = F(momentum) * s.get("m", np.zeros_like(w)) + increment
        increment = s["m"]
    return w - increment


def adagrad(w, g, s, lr, t, c):
    start = np.full_like(w, c.get("initial_accumulator_value", 0.1))
    s["sum"] = s.get("sum", start) + np.square(g)
    return w - lr * g / np.sqrt(s["sum"] + F(c.get("epsilon", 1e-7)))


def nadam(w, g, s, lr, t, c):
    b1, b2, eps = F(c.get("beta_1", 0.9)), c.get("beta_2", 0.999), F(c.get("epsilon", 1e-7))
    now, following = (b1 * (F(1) - F(0.5) * F(0.96) ** F(i)) for i in (t, t + 1))
    s["product"] = product = s.get("product", F(1)) * now
    m, v = s.get("m", np.zeros_like(w)), s.get("v", np.zeros_like(w))
    s["m"] = m = m + (g - m) * (F(1) - b1)
    s["v"] = v = v + (np.square(g) - v) * F(1 - b2)
    ahead = following * m / (F(1) - product * following) + (F(1) - now) * g / (F(1) - product)
    return w - ahead * lr / (np.sqrt(v / (F(1) - F(b2) ** F(t))) + eps)


def lion(w, g, s, lr, t, c):
    b1, b2 = c.get("beta_1", 0.9), c.get("beta_2", 0.99)
    m = s.get("m", np.zeros_like(w))
    s["m"] = m * F(b2) + g * F(1 - b2)
    return w - lr * np.sign(m * F(b1) + g * F(1 - b1))


RULES = {
    "SGD": (sgd, 0.01, 0),
    "Adam": (adam, 0.001, 0),
    "AdamW": (adam, 0.001, 0.004),
    "RMSprop": (rmsprop, 0.001, 0),
    "Adagrad": (adagrad, 0.001, 0),
    "Nadam": (nadam, 0.001, 0),
    "Lion": (lion, 0.0001, 0),
}

CASES = [
    {"kind": "SGD"},
    {"kind": "SGD", "learning_rate": 0.1, "momentum": 0.9},
    {"kind": "SGD", "learning_rate": 0.1, "momentum": 0.9, "nesterov": True},
    {"kind": "SGD", "learning_rate": 0.1, "weight_decay": 0.05},
    {"kind": "SGD", "learning_rate": 0.1, "clipvalue": 0.3},
    {"kind": "SGD", "learning_rate": 0.1, "clipnorm": 1.2},
    {"kind": "SGD", "learning_rate": 0.1, "global_clipnorm": 1.5},
    {"kind": "Adam"},
    {"kind": "Adam", "learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01, "clipnorm": 0.5},
    {"kind": "Adam", "learning_rate": 0.05, "beta_2": 0.5, "amsgrad": True},
    {"kind": "AdamW"},
    {"kind": "AdamW", "learning_rate": 0.05, "beta_2": 0.5, "amsgrad": True},
    {"kind": "AdamW", "learning_rate": 0.05, "weight_decay": 0.1},
    {"kind": "RMSprop"},
    {"kind": "RMSprop", "learning_rate": 0.05, "rho": 0.8},
    {"kind": "RMSprop", "learning_rate": 0.05, "momentum": 0.9},
    {"kind": "RMSprop", "learning_rate": 0.05, "centered": True},
    {"kind": "RMSprop", "learning_rate": 0.05, "momentum": 0.9, "centered": True},
    {"kind": "Adagrad"},
    {"kind": "Adagrad", "learning_rate": 0.1, "initial_accumulator_value": 0.5, "epsilon": 0.01},
    {"kind": "Nadam"},
    {"kind": "Nadam", "learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.9, "epsilon": 0.01},
    {"kind": "Lion"},
    {"kind": "Lion", "learning_rate": 0.05, "beta_1": 0.5, "beta_2": 0.8, "weight_decay": 0.1},
]


def run(config):
    rule, learning_rate, weight_decay = RULES[config["kind"]]
    lr = F(config.get("learning_rate", learning_rate))
    decay = F(config.get("weight_decay", weight_decay))
    weights, state = dict(START), {name: {} for name in SHAPES}
    for t, gradients in enumerate(GRADIENTS, start=1):
        for name, g in clip(gradients, config).items():
            w = weights[name]
            w = w - w * decay * lr
            weights[name] = rule(w, g, state[name], lr, t, config)
            assert weights[name].dtype == F
    return weights


def flat(arrays):
    return [float(x) for name in SHAPES for x in arrays[name].ravel()]


def lines(values):
    return "[\n  " + ",\n  ".join(json.dumps(v) for v in values) + "]"


with open("goldens.json", "w") as out:
    out.write('{"start": ' + json.dumps(flat(START)))
    out.write(',\n "gradients": ' + lines([flat(g) for g in GRADIENTS]))
    out.write(',\n "cases": ' + lines([{"config": c, "weights": flat(run(c))} for c in CASES]) + "}\n")
