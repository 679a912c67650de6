package io.kindling.autodiff;

import io.kindling.autodiff.internal.Interpreter;
import io.kindling.autodiff.internal.TrackedValue;
import io.kindling.tensor.DType;
import io.kindling.tensor.Memory;
import io.kindling.tensor.Shape;
import io.kindling.tensor.Tensor;
import io.kindling.tensor.TensorScope;
import io.kindling.tensor.internal.CallSite;

/**
 * A named tensor whose value can be replaced, such as a model weight. Reading a trainable variable inside a tape's scope
 * makes the tape watch it. {@link #assign} does not change tensors that were read before.
 */
public final class Variable implements GradientSource, TrackedValue {
    private final String name;
    private final DType dtype;
    private final Shape shape;
    private boolean trainable;
    private Tensor value;

    /** @param value the first value, which is copied */
    public Variable(String name, Tensor value, Trainable trainable) {
        this.name = name;
        this.dtype = value.dtype();
        this.shape = value.shape();
        this.value = value.isSymbolic() ? value : copyOf(value);
        this.trainable = trainable == Trainable.YES;
    }

    /** Whether an optimizer may change a variable. */
    public enum Trainable {
        YES,
        NO
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public DType dtype() {
        return dtype;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public boolean isTrainable() {
        return trainable;
    }

    /** Returns the current value and records the read on the open tapes. */
    public Tensor read() {
        Interpreter.read(this);
        return tensor();
    }

    /** Returns the current value without recording the read. */
    @Override
    public Tensor tensor() {
        return Interpreter.valueOf(this, value);
    }

    /**
     * Replaces the value by a copy of one of the same shape and type, which may be another variable's value. The copy outlives
     * the current tensor scope.
     */
    public void assign(Tensor newValue) {
        requireLike(newValue);
        this.value = copyOf(newValue);
    }

    /** Same as {@link #assign}, without a copy: the tensor must be new, and must not be used for anything else. */
    public void adopt(Tensor newValue) {
        requireLike(newValue);
        this.value = newValue;
    }

    private static Tensor copyOf(Tensor value) {
        return TensorScope.withoutScope(() -> {
            Tensor copy = Memory.allocate(value.dtype(), value.shape());
            Memory.copy(value, copy);
            return copy;
        });
    }

    /**
     * Checks that a value could be assigned.
     *
     * @throws IllegalArgumentException if it has another shape or type
     * @throws IllegalStateException while a function is traced
     */
    public void requireLike(Tensor newValue) {
        if (!newValue.shape().equals(shape) || newValue.dtype() != dtype) {
            throw new IllegalArgumentException("Cannot assign " + newValue.dtype() + " " + newValue.shape()
                    + " to variable '" + name + "': it is " + dtype + " " + shape + ".");
        }
        if (Interpreter.isTracing()) {
            throw new IllegalStateException("Cannot assign variable '" + name + "' while its function is being traced"
                    + CallSite.at() + ". Let an optimizer update it, or assign what the compiled function returns.");
        }
    }

    @Override
    public String toString() {
        return "Variable(name=" + name + ", shape=" + shape + ", dtype=" + dtype + ")";
    }
}
