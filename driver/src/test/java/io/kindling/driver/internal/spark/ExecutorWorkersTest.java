package io.kindling.driver.internal.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.kindling.data.Examples;
import io.kindling.data.RowPartitioner;
import io.kindling.driver.example.Classifier;
import io.kindling.io.IdxFolder;
import io.kindling.io.Location;
import io.kindling.program.BuiltProgram;
import io.kindling.program.DataSchema;
import io.kindling.program.Execution;
import io.kindling.program.ProgramSpec;
import io.kindling.program.RunSettings;
import io.kindling.program.StepResult;
import io.kindling.program.internal.collective.PipelinedStrategy;
import io.kindling.program.internal.exchange.ExchangeException;
import io.kindling.program.internal.protocol.Join;
import io.kindling.program.internal.protocol.ToRank;
import io.kindling.train.Runner;
import io.kindling.train.Training;
import io.kindling.train.WeightsDigest;
import io.kindling.worker.internal.net.Endpoint;
import io.kindling.worker.internal.net.EndpointSettings;
import io.kindling.worker.internal.net.PeerConnection;
import io.kindling.worker.internal.net.PeerListener;
import io.kindling.worker.internal.rank.ControlMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ranks that are tasks of this process, as they are tasks of executors. */
@Timeout(120)
class ExecutorWorkersTest {
    private static final String HOST = "127.0.0.1";
    private static final int SHARDS = 3;
    private static final Examples ROWS = IdxFolder.open(Location.of("../deploy/data/fashion-mnist"))
            .training()
            .read(LongStream.range(0, 1000).toArray());
    private static final long STEPS_PER_EPOCH = 16;

    private final ShardJobs jobs = new ShardJobs();
    private SparkSession session;
    private int port;

    @BeforeEach
    void startSpark() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            port = free.getLocalPort();
        }
        session = Sessions.start(
                SparkMaster.Local.threads(2),
                Map.of("spark.driver.host", HOST, EndpointSettings.PORT, Integer.toString(port)));
        jobs.listenTo(session.sparkContext());
    }

    @AfterEach
    void stopSpark() {
        session.stop();
    }

    private Training start() {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(session.sparkContext());
        RunSettings settings = RunSettings.DEFAULT.withShards(SHARDS);
        RowPlacement rows = new RowPlacement(spark, settings);
        RowSource source = new RowSource.Memory(ROWS);
        RowPartitioner partitioner = rows.partitioner(source);
        assertThat(partitioner.batchesPerEpoch()).isEqualTo(STEPS_PER_EPOCH);
        BuiltProgram program = BuiltProgram.of(new ProgramSpec(
                Classifier.class.getName(),
                Classifier.DEFAULTS,
                DataSchema.of(ROWS),
                settings.seed(),
                settings.batchSize(),
                SHARDS,
                Execution.COMPILED));
        RowSource validation = new RowSource.Memory(ROWS.take(10));
        ExecutorWorkers workers = new ExecutorWorkers(
                new RankJob(spark, program, partitioner, rows.training(source), rows.validation(validation)));
        return new Training(program, new PipelinedStrategy(program, STEPS_PER_EPOCH, workers));
    }

    private static void train(Training training) {
        for (StepResult result : training.epoch()) {
            assertThat(result.loss()).isFinite();
        }
    }

    private static String alone(int epochs) {
        try (Training training = Runner.local().shards(SHARDS).start(Classifier.class, Classifier.DEFAULTS, ROWS)) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                train(training);
            }
            return WeightsDigest.of(training.models());
        }
    }

    @Test
    void eachStepThatIsKept_countsItsShardsOnce() throws Exception {
        try (Training training = start()) {
            train(training);
            Iterator<StepResult> steps = training.epoch().iterator();
            for (int step = 0; step < 5; step++) {
                steps.next();
            }
            // The ranks have gone on: what they computed since is dropped.
            assertThat(training.models()).isNotEmpty();
        }
        session.sparkContext().listenerBus().waitUntilEmpty();
        assertThat(jobs.shardsByExecutor()).isEqualTo(Map.of("driver", SHARDS * (STEPS_PER_EPOCH + 5)));
    }

    @Test
    void otherJobs_getSlotsWhileTheRanksHoldAll() {
        int epochs = 2;
        try (Training training = start()) {
            train(training);
            CompletableFuture<Long> beside = CompletableFuture.supplyAsync(this::count);
            while (!beside.isDone()) {
                train(training);
                epochs++;
            }
            assertThat(beside.join()).isEqualTo(10);
            // Between two epochs the ranks have nothing to do.
            assertThat(count()).isEqualTo(10);
            train(training);
            assertThat(WeightsDigest.of(training.models())).isEqualTo(alone(epochs));
        }
        assertThat(jobs.retries()).isZero();
    }

    private long count() {
        return session.range(0, 10, 1, 2).count();
    }

    /** Keeps why connections were closed. */
    private static final class Closings implements PeerListener {
        private final BlockingQueue<String> causes = new LinkedBlockingQueue<>();

        @Override
        public void received(PeerConnection connection, ByteBuffer message) {}

        @Override
        public void closed(PeerConnection connection, ExchangeException cause) {
            causes.add(cause.getMessage());
        }
    }

    @Test
    void strangers_areTurnedAwayAndTheTrainingGoesOn() throws InterruptedException {
        Closings closings = new Closings();
        try (Training training = start();
                Endpoint stranger = Endpoint.open(SparkEnv.get(), 1 << 20, closings)) {
            train(training);
            for (ByteBuffer[] message : new ByteBuffer[][] {
                {ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 99})},
                {ByteBuffer.allocate(0)},
                ControlMessage.of(new Join("another run", "name", HOST, "7")),
                ControlMessage.of(new ToRank.Leave())
            }) {
                PeerConnection connection = stranger.connect(HOST, port);
                connection.send(message);
                assertThat(closings.causes.poll(60, TimeUnit.SECONDS))
                        .startsWith("The connection was closed by ")
                        .endsWith(HOST + ":" + port + ".");
            }
            train(training);
            assertThat(WeightsDigest.of(training.models())).isEqualTo(alone(2));
        }
    }
}
