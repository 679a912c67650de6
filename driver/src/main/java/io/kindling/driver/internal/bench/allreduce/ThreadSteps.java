package io.kindling.driver.internal.bench.allreduce;

import io.kindling.program.TrainingState;
import io.kindling.program.internal.collective.GroupSession;
import io.kindling.program.internal.collective.PipelinedStrategy;
import io.kindling.program.internal.collective.WorkerLauncher;
import java.util.ArrayList;
import java.util.List;

/** The steps of a worker group whose ranks are threads of this process, as in training on one machine. */
final class ThreadSteps implements AutoCloseable {
    private final OneLayer.Built built;
    private final TrainingState state;
    private final PipelinedStrategy strategy;

    /** @param clock measures rank 0 */
    ThreadSteps(OneLayer.Built built, StepClock clock) {
        this.built = built;
        this.state = TrainingState.initial(built.program());
        StepClock other = new StepClock(built.program().layouts().get(0));
        this.strategy = PipelinedStrategy.of(
                built.program(), built.rows(), List.of(), new ThreadLauncher(List.of(clock, other)));
    }

    /** Computes steps. Some more may be computed ahead. */
    void run(int steps) {
        for (int i = 0; i < steps; i++) {
            strategy.step(state);
            if (state.batch() == strategy.stepsPerEpoch()) {
                state.epochDone(built.program());
            }
        }
        strategy.synchronize(state);
    }

    /** The weights after the steps. */
    float[] weights() {
        return state.weights().get(0).clone();
    }

    @Override
    public void close() {
        strategy.close();
    }

    /** Launches a thread for each rank. */
    private static final class ThreadLauncher implements WorkerLauncher {
        private final List<StepClock> clocks;
        private final List<Thread> threads = new ArrayList<>();

        private ThreadLauncher(List<StepClock> clocks) {
            this.clocks = clocks;
        }

        @Override
        public int ranks() {
            return clocks.size();
        }

        @Override
        public int attempts() {
            return 1;
        }

        @Override
        public String executor() {
            return "";
        }

        @Override
        public void launch(GroupSession session, int attempt) {
            threads.clear();
            for (int i = 0; i < clocks.size(); i++) {
                int rank = i;
                Thread thread = new Thread(() -> session.run(rank, clocks.get(rank)), "kindling-bench-" + rank);
                thread.setDaemon(true);
                threads.add(thread);
                thread.start();
            }
        }

        @Override
        public void requireLaunched() {}

        @Override
        public boolean awaitExit() {
            try {
                for (Thread thread : threads) {
                    thread.join();
                }
                return true;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        }

        @Override
        public RuntimeException failure(Throwable cause) {
            return new IllegalStateException("Cannot measure: " + cause, cause);
        }

        @Override
        public void close() {}
    }
}
