package io.kindling.program;

import io.kindling.compile.PlanProfile;
import io.kindling.data.*;
import io.kindling.nn.Config;
import java.util.*;

public final class ZZProfile {
    public static void main(String[] args) throws Exception {
        int shards = Integer.getInteger("shards", 2);
        Random random = new Random(1);
        int n = 256;
        byte[] px = new byte[n * 784];
        random.nextBytes(px);
        int[] labels = new int[n];
        for (int i = 0; i < n; i++) labels[i] = random.nextInt(10);
        Examples rows = Examples.of(Column.of(px, 28, 28, 1), Column.of(labels));
        if (args[0].contains("Classifier") && !args[0].contains("Conv"))
            rows = Examples.of(Column.of(px, 28, 28), Column.of(labels));
        Config config = args.length > 1
                ? (Config) Class.forName(args[0]).getField("DEFAULTS").get(null)
                : Config.EMPTY;
        ProgramSpec spec = new ProgramSpec(args[0], config, DataSchema.of(rows), 7, 64, shards, Execution.COMPILED);
        RowOwnership own = new RowOwnership(n, 64, shards);
        ShardBatches b = new ShardBatches(rows.read(own.rows(0)), own, 0, Shuffle.FULL, 7);
        try (Replica r = new Replica(spec)) {
            List<float[]> w = r.program().readWeights();
            for (int p = 0; p < r.program().phases().size(); p++) {
                PhaseCall call = new PhaseCall(0, 0, 0, p, 0);
                float[] g = new float
                        [r.program().layout(r.program().phases().get(p)).size()];
                int reps = Integer.getInteger("reps", 3000);
                long best = Long.MAX_VALUE;
                long t0 = System.nanoTime();
                r.run(call, 0, b, w, g);
                System.out.printf("first %d ms%n", (System.nanoTime() - t0) / 1000000);
                com.sun.management.ThreadMXBean mx =
                        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
                for (int i = 0; i < reps; i++) {
                    long t = System.nanoTime();
                    r.run(new PhaseCall(i, 0, i % 4, p, 0), 0, b, w, g);
                    best = Math.min(best, System.nanoTime() - t);
                }
                long a0 = mx.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 50; i++) r.run(new PhaseCall(i, 0, i % 4, p, 0), 0, b, w, g);
                System.out.printf("alloc %d bytes a run%n", (mx.getCurrentThreadAllocatedBytes() - a0) / 50);
                CompiledPhase c = r.phaseForTest(call, 0, b);
                PlanProfile profile = c.plan().profile();
                for (int i = 0; i < Math.max(reps / 3, 5); i++) r.run(new PhaseCall(i, 0, i % 4, p, 0), 0, b, w, g);
                System.out.printf("run: %.1f us%n", best / 1e3);
                System.out.println(c.plan().dump().lines().findFirst().get());
                double sum = 0;
                for (PlanProfile.Line l : profile.lines()) {
                    sum += l.leastNanos() / 1e3;
                    System.out.printf("%9.1f us  %-22s %s%n", l.leastNanos() / 1e3, l.shape(), l.kernel());
                }
                System.out.printf("%9.1f us sum%n", sum);
            }
        }
    }
}
