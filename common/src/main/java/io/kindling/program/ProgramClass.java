package io.kindling.program;

import java.lang.reflect.InvocationTargetException;

/** Loads the class of a program by its name, through the thread's context class loader. */
final class ProgramClass {
    private ProgramClass() {}

    static Class<?> find(String className) throws ClassNotFoundException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return Class.forName(className, false, context != null ? context : ProgramClass.class.getClassLoader());
    }

    /** @throws ProgramException if the class cannot be found, loaded or instantiated, or is no program */
    static Program instantiate(String className) {
        try {
            Class<?> type = find(className);
            if (!Program.class.isAssignableFrom(type)) {
                throw new ProgramException("Cannot build program " + className + ": the class does not implement "
                        + Program.class.getName() + ".");
            }
            return (Program) type.getConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            throw new ProgramException(
                    "Cannot find program class " + className
                            + ": it is neither on the class path nor in a jar given with --jar.",
                    e);
        } catch (NoSuchMethodException | IllegalAccessException | InstantiationException e) {
            throw new ProgramException(
                    "Cannot create program " + className
                            + ": it must be a public class, static if nested, not abstract, with a public constructor without"
                            + " arguments.",
                    e);
        } catch (InvocationTargetException e) {
            throw new ProgramException(
                    "Cannot create program " + className + ": "
                            + UserFailure.message(e.getTargetException(), className),
                    e);
        } catch (LinkageError e) {
            throw new ProgramException("Cannot load program class " + className + ": " + e, e);
        }
    }
}
