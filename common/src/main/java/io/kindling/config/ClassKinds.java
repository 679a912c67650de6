package io.kindling.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Parts that users write, such as losses and schedules, as data: the kind is the name of the class, and the settings are the
 * components of a record. A class that is no record, and has settings, overrides {@code config()} and has a static method {@code
 * from(Config)}. Every process that has the class, in whatever jar, can create the part from such a config.
 */
public final class ClassKinds {
    private static final String LIBRARY = "io.kindling.nn.";

    private ClassKinds() {}

    /**
     * Describes a part by its class. A class that overrides {@code config()} adds what its fields hold.
     *
     * @throws IllegalStateException for a lambda, or a class with fields that is no record
     */
    public static Config describe(Object part) {
        Class<?> type = part.getClass();
        if (type.isHidden() || type.isSynthetic() || type.isAnonymousClass()) {
            throw new IllegalStateException(
                    "Cannot describe " + type.getName() + ": neither files nor other processes can"
                            + " create a lambda or an anonymous class. Write a class with a name.");
        }
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(Registry.KIND, type.getName());
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                settings.put(component.getName(), value(component, part));
            }
        } else if (hasFields(type) && !describesItself(type)) {
            throw new IllegalStateException("Cannot describe " + type.getName()
                    + ": it has fields. Override config(), and define a static method from(Config).");
        }
        return Config.of(settings);
    }

    private static Object value(RecordComponent component, Object part) {
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        try {
            return accessor.invoke(part);
        } catch (ReflectiveOperationException failed) {
            throw new IllegalStateException("Cannot read " + component.getName() + " of " + part + ".", failed);
        }
    }

    /** Whether a class declares fields of its instances. */
    private static boolean hasFields(Class<?> type) {
        return ownClasses(type)
                .flatMap(each -> Arrays.stream(each.getDeclaredFields()))
                .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
    }

    /** Whether a class overrides {@code config()}. */
    private static boolean describesItself(Class<?> type) {
        return ownClasses(type)
                .flatMap(each -> Arrays.stream(each.getDeclaredMethods()))
                .anyMatch(method -> method.getName().equals("config") && method.getParameterCount() == 0);
    }

    /** A class and those that it extends, below the library's own. */
    private static Stream<Class<?>> ownClasses(Class<?> type) {
        return Stream.<Class<?>>iterate(
                type, each -> each != null && !each.getName().startsWith(LIBRARY), Class::getSuperclass);
    }

    /**
     * Finds the class that a kind names, through the thread's context class loader. Empty if the kind is no name of a class in a
     * package, or there is none.
     *
     * @throws IllegalArgumentException if it is not of this type; it is not initialized then
     */
    static <T> Optional<Class<? extends T>> find(String kind, Class<T> type) {
        if (kind.indexOf('.') < 0) {
            return Optional.empty();
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> found = Class.forName(kind, false, context != null ? context : ClassKinds.class.getClassLoader());
            if (!type.isAssignableFrom(found)) {
                throw new IllegalArgumentException(
                        "Invalid kind: " + kind + " (a class that extends or implements " + type.getName() + ")");
            }
            return Optional.of(found.asSubclass(type));
        } catch (ClassNotFoundException | LinkageError missing) {
            return Optional.empty();
        }
    }

    /**
     * Creates a part: with a static method {@code from(Config)}, the constructor of a record, a constructor without arguments, or
     * one of the name in the config.
     */
    static <T> T create(Class<T> type, Config config) {
        try {
            return type.cast(made(type, config));
        } catch (InvocationTargetException thrown) {
            throw new IllegalArgumentException(
                    "Cannot create " + type.getName() + ": "
                            + thrown.getTargetException().getMessage(),
                    thrown);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalArgumentException(
                    "Cannot create " + type.getName()
                            + ": it has neither a static method from(Config), nor a constructor"
                            + " without arguments or of a name, and is no record.",
                    impossible);
        }
    }

    private static Object made(Class<?> type, Config config) throws ReflectiveOperationException {
        Optional<Method> from = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals("from") && Modifier.isStatic(method.getModifiers()))
                .filter(method -> List.of(method.getParameterTypes()).equals(List.of(Config.class)))
                .findFirst();
        if (from.isPresent()) {
            return accessible(from.get()).invoke(null, config);
        }
        if (type.isRecord()) {
            RecordComponent[] components = type.getRecordComponents();
            Class<?>[] types =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            Object[] values = Arrays.stream(components)
                    .map(component -> setting(config, component.getName(), component.getType()))
                    .toArray();
            return accessible(type.getDeclaredConstructor(types)).newInstance(values);
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 0) {
                return accessible(constructor).newInstance();
            }
        }
        return accessible(type.getDeclaredConstructor(String.class)).newInstance(config.string("name"));
    }

    private static <E extends Executable> E accessible(E executable) {
        executable.setAccessible(true);
        return executable;
    }

    private static Object setting(Config config, String name, Class<?> type) {
        if (type == int.class) {
            return config.integer(name);
        } else if (type == long.class) {
            return config.longInteger(name);
        } else if (type == float.class) {
            return (float) config.number(name);
        } else if (type == double.class) {
            return config.number(name);
        } else if (type == boolean.class) {
            return config.flag(name);
        } else if (type == String.class) {
            return config.string(name);
        }
        throw new IllegalArgumentException("Invalid component: " + type.getName() + " " + name
                + " (int, long, float, double, boolean or String; for others, override config(), and define a static"
                + " method from(Config))");
    }
}
