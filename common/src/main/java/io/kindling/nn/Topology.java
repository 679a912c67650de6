package io.kindling.nn;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The calls and layers between a model's inputs and outputs. The depth of a call is its distance from the
 * outputs, as in Keras ({@code engine/functional.py}). Layers, and so their weights, are ordered by depth, deepest first.
 */
final class Topology {
    /** Visited calls in topological order. */
    private final List<LayerCall> finished = new ArrayList<>();
    /** Layers with their index in the order of discovery from the outputs. */
    private final Map<Layer, Integer> found = new LinkedHashMap<>();

    private final Map<LayerCall, Integer> depths = new IdentityHashMap<>();

    Topology(List<Node> inputs, List<Node> outputs) {
        Set<LayerCall> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        outputs.forEach(output -> search(output.call(), seen));
        findDepths();
        for (Node input : inputs) {
            if (seen.add(input.call())) {
                finished.add(input.call());
                found.put(input.producer(), -1);
                depths.put(input.call(), 0);
            }
        }
    }

    /** The calls in creation order, which is a topological order. */
    List<LayerCall> calls() {
        return finished.stream()
                .sorted(Comparator.comparingLong(LayerCall::order))
                .toList();
    }

    /** The layers, deepest first; at equal depth in the order of discovery from the outputs. */
    List<Layer> layers() {
        Map<Layer, Integer> depthOf = new IdentityHashMap<>();
        finished.forEach(call -> depthOf.merge(call.layer(), depths.get(call), Math::max));
        return found.keySet().stream()
                .sorted(Comparator.<Layer>comparingInt(depthOf::get).reversed().thenComparingInt(found::get))
                .toList();
    }

    /** True for a chain: at each depth one call, with at most one input, and no shared layer. */
    boolean isChain() {
        Map<Integer, Integer> atDepth = new TreeMap<>();
        depths.values().forEach(depth -> atDepth.merge(depth, 1, Integer::sum));
        return atDepth.values().stream().allMatch(count -> count == 1)
                && finished.stream().allMatch(call -> call.inputs().size() <= 1)
                && finished.size() == found.size();
    }

    /** Searches depth first from an output, with an explicit stack: models may be thousands of layers deep. */
    private void search(LayerCall output, Set<LayerCall> seen) {
        Deque<Visit> path = new ArrayDeque<>();
        enter(output, seen, path);
        while (!path.isEmpty()) {
            Visit visit = path.peek();
            if (visit.inputs().hasNext()) {
                enter(visit.inputs().next().call(), seen, path);
            } else {
                finished.add(path.pop().call());
            }
        }
    }

    private record Visit(LayerCall call, Iterator<Node> inputs) {}

    private void enter(LayerCall call, Set<LayerCall> seen, Deque<Visit> path) {
        if (seen.add(call)) {
            found.putIfAbsent(call.layer(), found.size());
            path.push(new Visit(call, call.inputs().iterator()));
        }
    }

    private void findDepths() {
        Map<Layer, Integer> depthOfLayer = new IdentityHashMap<>();
        for (int i = finished.size() - 1; i >= 0; i--) {
            LayerCall call = finished.get(i);
            int depth = Math.max(depths.getOrDefault(call, 0), depthOfLayer.getOrDefault(call.layer(), 0));
            depths.put(call, depth);
            depthOfLayer.put(call.layer(), depth);
            call.inputs().forEach(input -> depths.merge(input.call(), depth + 1, Math::max));
        }
    }
}
