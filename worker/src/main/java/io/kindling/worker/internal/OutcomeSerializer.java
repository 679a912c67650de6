package io.kindling.worker.internal;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import io.kindling.program.PhaseException;

/** The wire format of {@link Outcome}: its value in the value's own format, or its failure as text. */
public final class OutcomeSerializer extends Serializer<Outcome<?>> {
    public OutcomeSerializer() {
        super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output output, Outcome<?> outcome) {
        PhaseException failure = outcome.failure();
        output.writeBoolean(failure != null);
        if (failure == null) {
            kryo.writeClassAndObject(output, outcome.value());
        } else {
            output.writeString(String.valueOf(failure.getMessage()));
            output.writeString(failure.trace());
        }
    }

    @Override
    public Outcome<?> read(Kryo kryo, Input input, Class<Outcome<?>> type) {
        return input.readBoolean()
                ? new Outcome<>(null, new PhaseException(input.readString(), input.readString()))
                : new Outcome<>(kryo.readClassAndObject(input), null);
    }
}
