package io.kindling.compile.internal;

import io.kindling.tensor.internal.kernel.KernelDescription;
import io.kindling.tensor.internal.kernel.PreparedKernel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernels of one thread's plans. The scratch arrays of a kernel are needed only while it runs, and one plan runs at a
 * time, so plans share the kernels of equal descriptions.
 *
 * <p>Invariant: within a plan, each kernel belongs to one instruction, because it may keep results for a later one.
 */
final class SharedKernels {
    /** The first kernel of a description belongs to the first instruction of each plan that has it, and so on. */
    private final Map<KernelDescription, List<PreparedKernel>> prepared = new HashMap<>();

    /** Returns the kernels for the instructions of a new plan. */
    OfPlan ofPlan() {
        return new OfPlan();
    }

    /** Returns the number of kernels. */
    int count() {
        return prepared.values().stream().mapToInt(List::size).sum();
    }

    /** The kernels of one plan. */
    final class OfPlan {
        private final Map<KernelDescription, Integer> taken = new HashMap<>();

        private OfPlan() {}

        /** Returns a kernel that this plan does not have yet. */
        PreparedKernel take(KernelDescription description) {
            List<PreparedKernel> equal = prepared.computeIfAbsent(description, d -> new ArrayList<>());
            int index = taken.merge(description, 1, Integer::sum) - 1;
            if (index == equal.size()) {
                equal.add(description.prepare());
            }
            return equal.get(index);
        }
    }
}
