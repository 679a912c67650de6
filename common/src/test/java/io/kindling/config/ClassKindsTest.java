package io.kindling.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClassKindsTest {
    /** The type of the parts here. */
    interface Rule {
        double of(double x);

        default Config config() {
            return ClassKinds.describe(this);
        }
    }

    record Line(double slope, float offset, int times, long more, boolean negated, String unit) implements Rule {
        @Override
        public double of(double x) {
            return times * (slope * x + offset);
        }
    }

    static final class Square implements Rule {
        @Override
        public double of(double x) {
            return x * x;
        }
    }

    static final class Power implements Rule {
        private final int exponent;

        private Power(int exponent) {
            this.exponent = exponent;
        }

        static Power from(Config config) {
            return new Power(config.integer("exponent"));
        }

        @Override
        public double of(double x) {
            return Math.pow(x, exponent);
        }

        @Override
        public Config config() {
            return Config.of(Registry.KIND, Power.class.getName(), "exponent", exponent);
        }
    }

    /** Adds its setting to what the type itself describes. */
    static final class Root implements Rule {
        private final double degree;

        private Root(double degree) {
            this.degree = degree;
        }

        @Override
        public double of(double x) {
            return Math.pow(x, 1 / degree);
        }

        @Override
        public Config config() {
            return Rule.super.config().with("degree", degree);
        }
    }

    static final class Undescribed implements Rule {
        private double state;

        @Override
        public double of(double x) {
            return state += x;
        }
    }

    record Nested(Line line) implements Rule {
        @Override
        public double of(double x) {
            return line.of(x);
        }
    }

    private static final Registry<Rule> RULES = new Registry<Rule>("rule").orClass(Rule.class);

    @Test
    void settingsAddedToTheTypesOwn_areDescribed() {
        assertThat(new Root(2).config()).isEqualTo(Config.of(Registry.KIND, Root.class.getName(), "degree", 2.0));
    }

    @Test
    void recordsClassesWithoutFieldsAndThoseWithFrom_areCreatedAgain() {
        Line line = new Line(0.5, 1.5f, 2, 1L << 40, true, "m");
        assertThat(RULES.create(line.config())).isEqualTo(line);
        assertThat(RULES.create(new Square().config()).of(3)).isEqualTo(9);
        assertThat(RULES.create(new Power(3).config()).of(2)).isEqualTo(8);
    }

    @Test
    void whatCannotBeCreatedAgain_isRefused() {
        Rule lambda = x -> x;
        assertThatThrownBy(lambda::config)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("neither files nor other processes can create a lambda or an anonymous class");
        assertThatThrownBy(() -> new Undescribed().config())
                .hasMessageEndingWith("it has fields. Override config(), and define a static method from(Config).");
        assertThatThrownBy(() -> new Nested(new Line(1, 1, 1, 1, false, "")).config())
                .hasMessageStartingWith("Invalid line: ");
    }

    @Test
    void configs_areCheckedBeforeAnythingIsCreated() {
        assertThatThrownBy(() -> RULES.create(Config.of(Registry.KIND, "java.lang.String")))
                .hasMessage("Invalid kind: java.lang.String (a class that extends or implements " + Rule.class.getName()
                        + ")");
        assertThatThrownBy(() -> RULES.create(Config.of(Registry.KIND, "com.acme.Gone")))
                .isInstanceOf(Registry.UnknownKindException.class)
                .hasMessage("Invalid rule: 'com.acme.Gone' (known: ). The kind of a class of your own is its full name,"
                        + " and its jar must be on the class path (--jar).");
        assertThatThrownBy(() -> RULES.create(new Square().config().with("side", 3)))
                .hasMessageStartingWith("Invalid name in rule ")
                .hasMessageContaining("'side'");
    }
}
