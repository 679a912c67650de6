package io.kindling.nn.optimizer;

import io.kindling.config.Config;
import java.util.Locale;

/**
 * How gradients are limited before an update.
 *
 * @param rule what is limited
 * @param limit the largest value allowed; unused with {@link Rule#NONE}
 */
public record Clipping(Rule rule, double limit) {
    /** What is limited. */
    public enum Rule {
        /** Nothing. */
        NONE,
        /** Each element, to between {@code -limit} and {@code limit}. */
        CLIPVALUE,
        /** The norm of each weight's gradient. */
        CLIPNORM,
        /** The norm of all gradients together. */
        GLOBAL_CLIPNORM;

        private String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public static final Clipping NONE = new Clipping(Rule.NONE, 0);

    public Clipping {
        if (rule != Rule.NONE && !(limit > 0)) {
            throw new IllegalArgumentException("Invalid " + rule.key() + ": " + limit + " (> 0)");
        }
    }

    /** Returns {@code other}, which replaces this clipping; refuses it if this clipping is of another kind. */
    Clipping or(Clipping other) {
        if (rule != Rule.NONE && rule != other.rule) {
            throw new IllegalArgumentException("Cannot clip by " + other.rule.key() + ": " + rule.key() + "=" + limit
                    + " is set already (one of clipvalue, clipnorm, global_clipnorm)");
        }
        return other;
    }

    static Clipping from(Config config) {
        Clipping clipping = NONE;
        for (Rule rule : Rule.values()) {
            if (rule != Rule.NONE && config.has(rule.key())) {
                clipping = clipping.or(new Clipping(rule, config.number(rule.key())));
            }
        }
        return clipping;
    }

    Config into(Config config) {
        return rule == Rule.NONE ? config : config.with(rule.key(), limit);
    }
}
