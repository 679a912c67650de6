package io.kindling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kindling.data.DataException;
import io.kindling.nn.internal.weights.WeightLayout;
import io.kindling.nn.optimizer.NonFiniteElement;
import io.kindling.nn.optimizer.NonFiniteGradientException;
import io.kindling.nn.optimizer.OptimizerState;
import io.kindling.nn.optimizer.SGD;
import io.kindling.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class KindlingExceptionTest {
    @Test
    void exitCodes_areThoseOfTheReference() {
        assertThat(Arrays.stream(ErrorCategory.values()).map(ErrorCategory::exitCode))
                .containsExactly(1, 2, 2, 3, 4, 5, 6, 7, 8, 9);
    }

    @Test
    void exceptionFromATask_keepsItsCategoryMessageAndCause() throws Exception {
        DataException sent = new DataException("Cannot read x", new IOException("gone"));
        DataException received = roundTrip(sent);
        assertThat(received.category()).isEqualTo(ErrorCategory.DATA);
        assertThat(received)
                .hasMessage("Cannot read x")
                .cause()
                .isInstanceOf(IOException.class)
                .hasMessage("gone");
    }

    @Test
    void refusedUpdateFromATask_keepsTheElement() throws Exception {
        WeightLayout layout = new WeightLayout(List.of(new WeightLayout.Slice("bias", Shape.of(2), 0, true)), 2);
        OptimizerState state = SGD.of().initialState(2);
        NonFiniteGradientException sent = catchThrowableOfType(
                NonFiniteGradientException.class,
                () -> SGD.of().update(new float[2], new float[] {1, Float.NaN}, state, layout));
        NonFiniteGradientException received = roundTrip(sent);
        assertThat(received.category()).isEqualTo(ErrorCategory.NON_FINITE);
        assertThat(received.finding()).isEqualTo(new NonFiniteElement("bias", 1, Float.NaN));
    }

    private static <T> T roundTrip(T sent) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(sent);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            @SuppressWarnings("unchecked") // The class of what was written.
            T received = (T) in.readObject();
            return received;
        }
    }
}
