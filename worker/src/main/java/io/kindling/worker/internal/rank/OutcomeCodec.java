package io.kindling.worker.internal.rank;

import io.kindling.program.PhaseException;
import io.kindling.program.internal.collective.ResultCodec;
import io.kindling.program.internal.replica.ShardResult;
import io.kindling.worker.internal.Outcome;
import io.kindling.worker.internal.Wire;
import java.util.ArrayList;
import java.util.List;

/** Results as the bytes of {@link Wire}. */
final class OutcomeCodec implements ResultCodec {
    /** The longest text of a failure that is sent to other ranks. */
    private static final int MAX_TEXT = 8192;

    @Override
    public byte[] write(List<ShardResult> results) {
        return Wire.bytes(new Outcome<>(new ArrayList<>(results), null));
    }

    @Override
    public byte[] write(PhaseException failure) {
        String message = String.valueOf(failure.getMessage());
        return Wire.bytes(new Outcome<List<ShardResult>>(null, new PhaseException(cut(message), cut(failure.trace()))));
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(text.length(), MAX_TEXT));
    }

    @Override
    public List<ShardResult> read(byte[] bytes) {
        return ((List<?>) Wire.read(bytes, Outcome.class).get())
                .stream().map(ShardResult.class::cast).toList();
    }
}
