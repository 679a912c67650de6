package io.kindling.driver.internal.spark;

import io.kindling.program.internal.replica.PartialEvaluation;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** An evaluation that ranks on executors compute. The coordinator's thread ends it; the training loop waits for that. */
final class ExecutorEvaluation {
    private static final long POLL_MILLIS = 50;

    private final CompletableFuture<List<PartialEvaluation>> result = new CompletableFuture<>();

    void complete(List<PartialEvaluation> partials) {
        result.complete(partials);
    }

    /** @param cause why there is no result; null if it was stopped */
    void fail(@Nullable Throwable cause) {
        result.completeExceptionally(cause == null ? new IllegalStateException("Stopped.") : cause);
    }

    /**
     * Waits for the result.
     *
     * @param requireOpen throws what ends the wait before there is one
     */
    List<PartialEvaluation> await(Runnable requireOpen) throws ExecutionException {
        while (true) {
            try {
                return result.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException unfinished) {
                requireOpen.run();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while shards were computing.", interrupted);
            }
        }
    }
}
