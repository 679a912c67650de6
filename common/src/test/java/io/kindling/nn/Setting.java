package io.kindling.nn;

import io.kindling.nn.initializer.Ones;
import io.kindling.nn.regularizer.L2;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A fluent setting of an object, found by reflection: a public method that returns the object's own class. */
public record Setting(Method method, Object[] arguments) {
    /** Values by parameter type, for methods for which any such value will do. */
    private static final Map<Class<?>, Object> VALUES = Map.of(
            int.class,
            1,
            double.class,
            0.25,
            int[].class,
            new int[] {1},
            String.class,
            "same",
            Initializer.class,
            Ones.of(),
            Regularizer.class,
            L2.of(0.5));

    /** The settings of an object, including that of its name. */
    public static List<Setting> of(Object object) {
        Class<?> type = object.getClass();
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .filter(method -> isSetting(method, type))
                .map(method -> new Setting(
                        method,
                        Arrays.stream(method.getParameterTypes())
                                .map(parameter -> value(method, parameter))
                                .toArray()))
                .toList();
    }

    /** Whether it limits gradients; an optimizer takes only one kind of limit. */
    public boolean isClipping() {
        return method.getName().toLowerCase(Locale.ROOT).contains("clip");
    }

    /**
     * Settings declared by a generic base class return a type variable, whose erasure is that class. Freezing changes the layer
     * itself, and functions are no part of a config.
     */
    private static boolean isSetting(Method method, Class<?> type) {
        if (method.getName().matches("(un)?freeze")
                || List.of(method.getParameterTypes()).contains(UnaryOperator.class)) {
            return false;
        }
        Class<?> returned = method.getReturnType();
        return returned.isAssignableFrom(type)
                && (returned == type || method.getGenericReturnType() instanceof TypeVariable);
    }

    private static Object value(Method method, Class<?> parameter) {
        if (method.getName().equals("activation")) {
            return "tanh";
        }
        Object value = VALUES.get(parameter);
        if (value == null) {
            throw new IllegalArgumentException("no value for " + method);
        }
        return value;
    }

    /** Returns what the setting returns. */
    @SuppressWarnings("unchecked") // the object's own class
    public <T> T set(T object) {
        method.setAccessible(true); // a class that is not public may declare it
        try {
            return (T) method.invoke(object, arguments.clone());
        } catch (InvocationTargetException e) {
            throw (RuntimeException) e.getCause();
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return method.getName();
    }
}
