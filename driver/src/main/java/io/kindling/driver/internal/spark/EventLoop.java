package io.kindling.driver.internal.spark;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A thread that executes events one after the other, and ticks from time to time. */
final class EventLoop implements Executor, AutoCloseable {
    private static final long TICK_MILLIS = 50;

    private final LinkedBlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
    private final Runnable tick;
    private final Consumer<Throwable> failed;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * @param tick is called from time to time
     * @param failed receives what an event or a tick throws
     */
    EventLoop(String name, Runnable tick, Consumer<Throwable> failed) {
        this.tick = tick;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Adds an event, which is executed after those before it. */
    @Override
    public void execute(Runnable event) {
        events.add(event);
    }

    private void run() {
        long ticked = System.nanoTime();
        while (!closed) {
            try {
                Runnable event = events.poll(TICK_MILLIS, TimeUnit.MILLISECONDS);
                if (event != null) {
                    event.run();
                }
                if (System.nanoTime() - ticked > TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS)) {
                    ticked = System.nanoTime();
                    tick.run();
                }
            } catch (InterruptedException interrupted) {
                return;
            } catch (Throwable thrown) {
                failed.accept(thrown);
            }
        }
    }

    /** Executes no more events. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
