package io.kindling.tensor;

import java.util.LinkedHashMap;
import java.util.Map;

/** A least-recently-used cache of one thread's prepared calls and kernels. */
final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 256;

    RecentlyUsed() {
        super(LIMIT, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > LIMIT;
    }
}
