package com.acme.fault;

import java.util.concurrent.CountDownLatch;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** A listener that never returns from an event. */
public final class HungListener extends SparkListener {
    @Override
    public void onTaskEnd(SparkListenerTaskEnd ended) {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
