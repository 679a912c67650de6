package io.kindling.tensor.internal.kernel;

import java.util.LinkedHashMap;
import java.util.Map;

/** A least-recently-used cache of one thread's prepared calls and kernels. */
public final class LruCache<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1L;
    private static final int LIMIT = 256;

    public LruCache() {
        super(LIMIT, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > LIMIT;
    }
}
